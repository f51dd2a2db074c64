import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePlan, serializePlan } from '@passerby/engine';
import { hideFile, verifyFile, type WorkerPool } from '@passerby/node';
import {
  findFilledPixels,
  measureExposure,
  readRgbFrames,
  writeClip,
  type Stratum,
  type StreetTruth,
} from '@passerby/street';
import { chooseHead } from './choose-head.ts';
import { leaveClear } from './leave-clear.ts';

/** How many frames a head is left clear. */
const clearFrames = 5;

/** The solid effect's default colour. */
const fillColor = [128, 128, 128] as const;

/** What verify said of one clip. */
export interface ClipVerdict {
  readonly seed: string;
  readonly stratum: Stratum;
  /** Whether the hidden clip showed somebody who counts, measured from pixels; such clips are not in the row of clean ones. */
  readonly isExposed: boolean;
  /** Kinds of leaks that verify found in the hidden clip, without and with its plan. */
  readonly alone: readonly string[];
  readonly withPlan: readonly string[];
  /** The same with one head left clear; absent where the clip shows nobody long enough. */
  readonly planted: PlantedVerdict | undefined;
}

/** What verify said of a clip with one head left clear. */
export interface PlantedVerdict {
  /** Whether the pixels show it in all those frames: what else hides it is no exposure. */
  readonly isClear: boolean;
  readonly alone: readonly string[];
  readonly withPlan: readonly string[];
}

/** Draws a clip, hides it, leaves one head of it clear in a second copy, and lets verify judge both. */
export async function verifyClip(
  clip: { readonly seed: string; readonly stratum: Stratum; readonly pick: number; readonly seconds: number },
  folder: string,
  pool: WorkerPool,
): Promise<ClipVerdict> {
  const { seed, stratum, pick, seconds } = clip;
  const path = (name: string): string => join(folder, `${seed}.${name}`);
  const [file, hidden, planFile] = [path('mp4'), path('hidden.mp4'), path('plan.json')];
  const [plantedFile, plantedPlan] = [path('planted.mp4'), path('planted.json')];
  const truth = await writeClip(file, { seed, stratum, seconds });
  try {
    await hideFile(file, hidden, { planFile, pool });
    const plan = parsePlan(await readFile(planFile, 'utf8'));
    const head = chooseHead(truth, clearFrames, pick);
    const leaks = async (output: string, plannedBy?: string): Promise<readonly string[]> => {
      const { findings } = await verifyFile(output, { planFile: plannedBy, pool });
      return [...new Set(findings.filter(({ severity }) => severity === 'leak').map(({ kind }) => kind))];
    };
    const verdict = {
      seed,
      stratum,
      isExposed: exposedTracks(truth, hidden, 1).length > 0,
      alone: await leaks(hidden),
      withPlan: await leaks(hidden, planFile),
    };
    if (!head) return { ...verdict, planted: undefined };
    await writeFile(plantedPlan, serializePlan(leaveClear(plan, head, truth.fps)));
    await hideFile(file, plantedFile, { fromPlanFile: plantedPlan, verify: false, pool });
    const isClear = exposedTracks(truth, plantedFile, clearFrames).includes(head.track);
    const planted = { isClear, alone: await leaks(plantedFile), withPlan: await leaks(plantedFile, plantedPlan) };
    return { ...verdict, planted };
  } finally {
    for (const used of [file, hidden, planFile, plantedFile, plantedPlan]) await rm(used, { force: true });
  }
}

/** People who count and are exposed in so many frames at least, measured from pixels. */
function exposedTracks(truth: StreetTruth, hidden: string, frames: number): readonly number[] {
  const { people } = measureExposure(truth, filledPixels(hidden));
  return people.filter(({ exposedFrames }) => exposedFrames.length >= frames).map(({ track }) => track);
}

function* filledPixels(hidden: string): Generator<Uint8Array> {
  for (const output of readRgbFrames(hidden)) yield findFilledPixels(output, fillColor);
}
