import {
  checkPlanFor,
  findingsToTracks,
  fixedRegionTrack,
  parsePlan,
  serializePlan,
  summarizePlan,
  type EffectReport,
  type Plan,
  type PlanMedia,
} from '@passerby/engine';
import { hashFile } from '../hash-file.ts';
import { openHidingDetectors, type OpenedDetectors } from '../inference/open-detectors.ts';
import type { SessionStore } from '../inference/session-store.ts';
import type { Media, WalkOptions } from '../media/media.ts';
import { openMedia } from '../media/open-media.ts';
import { randomId } from '../random-id.ts';
import { listRemoved } from '../report/list-removed.ts';
import { describeRemoved } from '../report/removed-kinds.ts';
import { checkOutput, type CheckedOutput } from '../verify/check-output.ts';
import type { FixedRegion } from './job-options.ts';
import type { HideJob, HideJobResult, JobContext, JobProgress } from './job-types.ts';

/** How often what verify finds is hidden and checked again before it is called a leak. */
const maxRepairs = 2;

/**
 * Hides one file: looks or obeys a plan, writes the hidden copy to the job's temporary file, accounts for its bytes, and looks at it again.
 * Leaks that are left are among the findings: the caller discards the output then.
 */
export async function hideMedia(job: HideJob, context: JobContext, sessions: SessionStore): Promise<HideJobResult> {
  const { signal, progress } = context;
  const onProgress = (): void => progress({ step: 'look', done: 0 });
  const inputSha256 = await hashFile(job.input, signal, onProgress);
  await using media = await openMedia(job.input);
  const { audio } = job.options;
  const removed = await listRemoved(job.input, { media: media.kind, audio, signal, onProgress });
  const detectors = await openHidingDetectors({ ...job.options, media: media.kind, threads: job.threads }, sessions);
  const first =
    job.fromPlan === undefined
      ? await lookAt(media, job, detectors, inputSha256, context)
      : readPlan(job.fromPlan, media, inputSha256);
  const hidden = await hideUntilClean(media, first, job, context, sessions);
  return describe(job, media, detectors, hidden, { removed, inputSha256 });
}

async function lookAt(
  media: Media,
  job: HideJob,
  detectors: OpenedDetectors,
  sha256: string,
  context: JobContext,
): Promise<Plan> {
  const { tracks, frameCount, durationSeconds } = await media.look(detectors, walk(context, 'look'));
  const { width, height } = media;
  const facts: PlanMedia = { width, height, frameCount, durationSeconds, sha256 };
  const regions = job.options.regions.map((region) => fixedRegionTrack(randomId(), toBox(region), facts));
  return {
    format: 'passerby-plan',
    version: 1,
    media: facts,
    settings: { preset: job.options.preset, text: job.options.text },
    models: [...detectors.models],
    tracks: [...tracks, ...regions],
  };
}

function readPlan(json: string, { width, height }: Media, sha256: string): Plan {
  const plan = parsePlan(json);
  checkPlanFor(plan, { width, height, sha256 });
  return plan;
}

interface Hidden {
  readonly plan: Plan;
  readonly effect: EffectReport;
  readonly checked: CheckedOutput | undefined;
}

/** Hides, checks, adds what was found to the plan and hides again, {@link maxRepairs} times at most. */
async function hideUntilClean(
  media: Media,
  first: Plan,
  job: HideJob,
  context: JobContext,
  sessions: SessionStore,
): Promise<Hidden> {
  const { options, temporaryOutput } = job;
  let plan = first;
  for (let repairs = 0; ; repairs++) {
    const effect = await media.writeHidden(
      plan,
      temporaryOutput,
      { hide: { effect: options.effect, color: options.color }, quality: options.quality, audio: options.audio },
      walk(context, 'hide'),
    );
    const checked = await checkOutput(temporaryOutput, media.kind, plan, job, sessions, walk(context, 'verify'));
    const missed = findingsToTracks(checked.frameFindings, plan.media, randomId);
    if (missed.length === 0 || repairs === maxRepairs) return { plan, effect, checked };
    plan = { ...plan, tracks: [...plan.tracks, ...missed] };
  }
}

function describe(
  job: HideJob,
  media: Media,
  detectors: OpenedDetectors,
  { plan, effect, checked }: Hidden,
  input: Pick<HideJobResult, 'removed' | 'inputSha256'>,
): HideJobResult {
  const { hidden, kept } = summarizePlan(plan);
  const receipt = describeRemoved(input.removed);
  const warnings = [...media.warnings];
  if (plan.tracks.length === 0) warnings.push('Nothing was found in this file.');
  if (job.options.effect !== 'solid') warnings.push(weakEffects[job.options.effect]);
  return {
    kind: 'hide',
    media: media.kind,
    extension: media.extension,
    width: plan.media.width,
    height: plan.media.height,
    frameCount: plan.media.frameCount,
    durationSeconds: plan.media.durationSeconds,
    effect: job.options.effect,
    bitsPerTrack: effect.maxBitsPerTrack,
    warnings,
    notes: [...detectors.notes, ...media.notes, ...(checked?.notes ?? []), ...(receipt ? [receipt] : [])],
    findings: [...(checked?.findings ?? [])],
    verified: job.options.verify,
    models: plan.models,
    totals: { faces: hidden.face, texts: hidden.text, regions: hidden.region, kept },
    ...input,
    plan: job.wantsPlan ? serializePlan(plan) : undefined,
  };
}

const weakEffects = {
  mosaic: 'The mosaic is cosmetic: recognisers that were trained on mosaics get past it.',
  blur: 'The blur is weak: recognisers that were trained on blurred faces get past it.',
} as const;

function walk({ signal, progress }: JobContext, step: JobProgress['step']): WalkOptions {
  return { signal, onProgress: (done, total) => progress({ step, done, total }) };
}

function toBox({ unit, x, y, width, height }: FixedRegion): Parameters<typeof fixedRegionTrack>[1] {
  return unit === 'pixels' ? { x, y, width, height } : { left: x, top: y, right: x + width, bottom: y + height };
}
