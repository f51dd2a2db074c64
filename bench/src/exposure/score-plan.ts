import { PlanRegions, type Plan, type Region } from '@passerby/engine';
import { openHidingDetectors, openMedia, SessionStore } from '@passerby/node/internal';
import { measureExposure, type HiddenPixels, type StreetTruth } from '@passerby/street';
import { readTruth, type DrawnClip } from './draw-clips.ts';
import type { ClipScore } from './score-clip.ts';

/** What is looked for, and with what. */
export interface ScorePlanOptions {
  readonly faceModel: 'yunet' | 'retinaface';
  readonly text: 'all' | 'plates' | 'none';
}

/**
 * Looks at a clip as `hide` does and scores the plan's regions against the truth: nothing is encoded and nothing checked, so a change of
 * tracking is measured in minutes. What verify would have found and repaired counts as exposed.
 */
export async function scorePlan(
  clip: DrawnClip,
  { faceModel, text }: ScorePlanOptions,
  sessions: SessionStore,
): Promise<ClipScore> {
  const detectors = await openHidingDetectors({ media: 'video', faceModel, text, threads: 1 }, sessions);
  await using media = await openMedia(clip.file);
  const { signal } = new AbortController();
  const { tracks, frameCount, durationSeconds } = await media.look(detectors, {
    signal,
    onProgress: () => {},
    strict: false,
  });
  const { width, height } = media;
  const plan: Plan = {
    format: 'passerby-plan',
    version: 1,
    // Nothing is hidden by this plan, so nothing asks for the clip's hash.
    media: { width, height, frameCount, durationSeconds, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text },
    models: [],
    tracks: [...tracks],
  };
  const truth = await readTruth(clip);
  const exposure = measureExposure(truth, planPixels(plan, truth));
  return { clip: clip.name, stratum: clip.stratum, framesPerSecond: truth.fps, verdict: 'not checked', exposure };
}

function* planPixels(plan: Plan, { frames, width, height }: StreetTruth): Generator<HiddenPixels> {
  const regions = new PlanRegions(plan);
  for (const { seconds } of frames) yield paintRegions(regions.at(seconds), width, height);
}

function paintRegions(regions: readonly Region[], width: number, height: number): HiddenPixels {
  const pixels = new Uint8Array(width * height);
  for (const { box } of regions) {
    for (let y = box.y; y < box.y + box.height; y++) {
      pixels.fill(1, y * width + box.x, y * width + box.x + box.width);
    }
  }
  return pixels;
}
