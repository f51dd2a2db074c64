import {
  checkPlanFor,
  describeRemoved,
  findingsToTracks,
  fixedRegionTrack,
  parsePlan,
  serializePlan,
  summarizePlan,
  type EffectReport,
  type Plan,
} from '@passerby/engine';
import { hashFile } from '../hash-file.ts';
import { openHidingDetectors } from '../inference/open-detectors.ts';
import type { SessionSource } from '../inference/session-store.ts';
import type { Media, WalkOptions } from '../media/media.ts';
import { openMedia } from '../media/open-media.ts';
import { randomId } from '../random-id.ts';
import { listRemoved } from '../report/list-removed.ts';
import { checkOutput, type CheckedOutput } from '../verify/check-output.ts';
import type { FixedRegion } from './job-options.ts';
import type { HideJob, HideJobResult, JobContext, JobProgress } from './job-types.ts';

/** How often what verify finds is hidden and checked again before it is called a leak. */
const maxRepairs = 2;

/**
 * Hides one file: looks or obeys a plan, writes the hidden copy to the job's temporary file, accounts for its bytes, and looks at it again.
 * Leaks that are left are among the findings: the caller discards the output then.
 */
export async function hideMedia(job: HideJob, context: JobContext, sessions: SessionSource): Promise<HideJobResult> {
  const { signal } = context;
  let latest: JobProgress = { step: 'look', done: 0 };
  const onProgress = (): void => context.progress(latest);
  const inputSha256 = await hashFile(job.input, signal, onProgress);
  await using media = await openMedia(job.input);
  const { audio } = job.options;
  const progress = (report: JobProgress): void => context.progress((latest = report));
  // Side by side: this thread has little to do while models run.
  const [removed, planned] = await Promise.allSettled([
    listRemoved(job.input, { media: media.kind, audio, signal, onProgress }),
    planFor(media, job, inputSha256, { ...context, progress }, sessions),
  ]);
  if (planned.status === 'rejected') throw planned.reason;
  if (removed.status === 'rejected') throw removed.reason;
  const { plan, notes } = planned.value;
  const hidden = await hideUntilClean(media, plan, obeying(job, plan), context, sessions);
  return describe(job, media, notes, hidden, { removed: removed.value, inputSha256 });
}

/** What is to be hidden, and what is to be said of how it was found. */
interface Planned {
  readonly plan: Plan;
  readonly notes: readonly string[];
}

async function planFor(
  media: Media,
  job: HideJob,
  sha256: string,
  context: JobContext,
  sessions: SessionSource,
): Promise<Planned> {
  return job.fromPlan === undefined
    ? lookAt(media, job, sha256, context, sessions)
    : readPlan(job.fromPlan, media, job, sha256);
}

async function lookAt(
  media: Media,
  { options, threads }: HideJob,
  sha256: string,
  context: JobContext,
  sessions: SessionSource,
): Promise<Planned> {
  const detectors = await openHidingDetectors({ ...options, media: media.kind, threads }, sessions);
  const { tracks, frameCount, durationSeconds } = await media.look(detectors, {
    ...walk(context, 'look'),
    strict: options.strict,
  });
  const { width, height } = media;
  const plan: Plan = {
    format: 'passerby-plan',
    version: 1,
    media: { width, height, frameCount, durationSeconds, sha256 },
    settings: { preset: options.preset, text: options.text },
    models: [...detectors.models],
    tracks: [...tracks],
  };
  return { plan: withRegions(plan, options.regions), notes: detectors.notes };
}

/** The plan as it is, and the regions that were asked for besides. */
function readPlan(json: string, { width, height }: Media, { options }: HideJob, sha256: string): Planned {
  const plan = parsePlan(json);
  checkPlanFor(plan, { width, height, sha256 });
  const { preset, text } = plan.settings;
  const isOther = preset !== options.preset || (text !== options.text && options.text !== 'none');
  const note = `The plan was obeyed: it hides the ${preset} of people, and of text ${text}.`;
  return { plan: withRegions(plan, options.regions), notes: isOther ? [note] : [] };
}

function withRegions(plan: Plan, regions: readonly FixedRegion[]): Plan {
  const drawn = regions.map((region) => fixedRegionTrack(randomId(), toBox(region), plan.media));
  return { ...plan, tracks: [...plan.tracks, ...drawn] };
}

/** The job as the plan's settings have it: what it leaves visible on purpose is not looked for. `none` may still be asked for. */
function obeying(job: HideJob, { settings }: Plan): HideJob {
  const text = job.options.text === 'none' ? 'none' : settings.text;
  return { ...job, options: { ...job.options, preset: settings.preset, text } };
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
  sessions: SessionSource,
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
  notes: readonly string[],
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
    preset: plan.settings.preset,
    text: plan.settings.text,
    effect: job.options.effect,
    bitsPerTrack: effect.maxBitsPerTrack,
    warnings,
    notes: [...notes, ...media.notes, ...(checked?.notes ?? []), ...(receipt ? [receipt] : [])],
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
