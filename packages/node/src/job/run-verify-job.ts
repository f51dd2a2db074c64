import {
  confirmText,
  coveredRatio,
  growBox,
  parsePlan,
  rankMoments,
  verifyFrames,
  type FrameFinding,
  type Plan,
  type VerifiedFrames,
} from '@passerby/engine';
import { auditFile } from '../audit/audit-file.ts';
import type { AuditResult } from '../audit/audit-result.ts';
import { openVerifyingDetectors, type VerifyingDetectors } from '../inference/open-detectors.ts';
import type { SessionStore } from '../inference/session-store.ts';
import type { Media, WalkOptions } from '../media/media.ts';
import { openMedia, readFrames } from '../media/open-media.ts';
import { advise, type FindingDraft } from '../verify/advise.ts';
import { compareWithOriginal } from '../verify/compare-with-original.ts';
import { drawSheet, sheetPictures } from '../verify/draw-sheet.ts';
import { listForeignStreams } from '../verify/list-foreign-streams.ts';
import { lookAtEmbedded } from '../verify/look-at-embedded.ts';
import { lookAtUnshown } from '../verify/look-at-unshown.ts';
import { textNotLookedFor, toFindings } from '../verify/to-findings.ts';
import type { FixedRegion } from './job-options.ts';
import type { JobContext, VerifyJob, VerifyJobResult } from './job-types.ts';

/** Said with every result: silence about these is no clean bill. */
const notLookedFor =
  'Not looked for: clothes, build, gait, tattoos, places, companions, people from behind, voices, marks of the camera in noise or hum, and what no detector finds.';

/** Checks one finished file, of ours or of another tool: its container, its pictures and, where the original is given, the difference. */
export async function verifyMedia(
  job: VerifyJob,
  context: JobContext,
  sessions: SessionStore,
): Promise<VerifyJobResult> {
  const { input, against, options, threads } = job;
  const { signal } = context;
  await using media = await openMedia(input);
  const { plan, findings: planFindings } = readPlan(job.plan, media);
  const audit = await auditFile(input, { signal });
  const detectors = await openVerifyingDetectors(
    { ...options, media: media.kind, threads, hasOriginal: against !== undefined },
    sessions,
  );
  const walk = walkOf(context, plan);
  const shown = readFrames(input, media.kind, walk);
  const seen = await verifyFrames(shown.frames, detectors, plan, { fillColor: options.color, signal });
  const { frameCount, durationSeconds } = shown.count();
  const confirmed = await confirm(seen, job, media, detectors, walk);
  const visible = confirmed.filter((finding) => !isInside(finding, options.regions, media));
  if (job.sheet !== undefined) {
    const last = Math.max(0, durationSeconds - durationSeconds / frameCount);
    const moments = rankMoments({ plan, findings: visible, cuts: seen.cuts, lastSeconds: last }, sheetPictures);
    await drawSheet(readFrames(input, media.kind, walk).frames, moments, job.sheet);
  }
  const findings: FindingDraft[] = [
    ...describeContainer(audit, media, job),
    ...planFindings,
    ...compareCount(plan, frameCount),
    ...toFindings(visible),
    ...(await lookAtEmbedded(input, audit.findings, detectors, signal)),
    ...(media.kind === 'video'
      ? await lookAtUnshown(input, audit, detectors, signal, () => walk.onProgress(0, 0))
      : []),
    ...(options.text === 'none' ? [textNotLookedFor] : []),
    ...(against === undefined ? [] : await compareWithOriginal(input, against, plan, walk)),
  ];
  return {
    kind: 'verify',
    media: media.kind,
    frameCount,
    durationSeconds,
    findings: findings.map(advise),
    warnings: [...media.warnings],
    notes: [
      ...detectors.notes,
      describeLooks(seen, frameCount, detectors),
      `${audit.bytesAccounted} of ${audit.sizeBytes} bytes are accounted for.`,
      ...media.notes,
      ...audit.limits,
      notLookedFor,
    ],
    models: [...detectors.models],
  };
}

function walkOf({ signal, progress }: JobContext, plan: Plan | undefined): WalkOptions {
  return { signal, onProgress: (done) => progress({ step: 'verify', done, total: plan?.media.frameCount }) };
}

/** A plan for pictures of another size says nothing about these. */
function readPlan(
  json: string | undefined,
  { width, height }: Media,
): { readonly plan: Plan | undefined; readonly findings: readonly FindingDraft[] } {
  const plan = json === undefined ? undefined : parsePlan(json);
  if (!plan || (plan.media.width === width && plan.media.height === height)) return { plan, findings: [] };
  const text = `The plan is for pictures of ${plan.media.width} x ${plan.media.height}, the file's are ${width} x ${height}: the plan was left aside.`;
  return { plan: undefined, findings: [{ kind: 'other-size', severity: 'notice', text }] };
}

function compareCount(plan: Plan | undefined, frameCount: number): readonly FindingDraft[] {
  if (!plan || plan.media.frameCount === frameCount) return [];
  const text = `The plan is for ${plan.media.frameCount} frames, the file shows ${frameCount}.`;
  return [{ kind: 'other-length', severity: 'notice', text }];
}

/** Text is confirmed on the original, where it is given and its pictures have the same size. */
async function confirm(
  { findings }: VerifiedFrames,
  { against }: VerifyJob,
  { width, height }: Media,
  { text }: VerifyingDetectors,
  walk: WalkOptions,
): Promise<readonly FrameFinding[]> {
  if (against === undefined || !text) return findings;
  await using original = await openMedia(against);
  if (original.width !== width || original.height !== height) return findings;
  const { frames } = readFrames(against, original.kind, walk);
  return confirmText(findings, frames, text, { signal: walk.signal });
}

function describeContainer(
  { container, findings }: AuditResult,
  { kind: media }: Media,
  { input, options }: VerifyJob,
): readonly FindingDraft[] {
  const isListed = container !== 'unknown' || media !== 'video';
  const all: readonly FindingDraft[] = [
    ...findings.map(({ kind, severity, text, offset }) => ({ kind, severity, text, offset })),
    ...(isListed ? [] : listForeignStreams(input)),
  ];
  if (options.audio === 'drop') return all;
  return all.map((finding) => (finding.kind === 'sound' ? { ...finding, severity: 'accepted' } : finding));
}

function describeLooks(
  { faceLookCount, textLookCount }: VerifiedFrames,
  frameCount: number,
  { text }: VerifyingDetectors,
): string {
  const forText = text ? `${textLookCount} for text` : 'none for text';
  return `Of ${frameCount === 1 ? '1 frame' : `${frameCount} frames`}, ${faceLookCount} were looked at for faces and ${forText}.`;
}

/** Whether the middle of what was found lies in a rectangle that is hidden throughout: then the fill was found. */
function isInside({ box }: FrameFinding, regions: readonly FixedRegion[], { width, height }: Media): boolean {
  const middle = growBox(box, -0.25, -0.25, -0.25);
  return regions.some((region) => {
    const [sx, sy] = region.unit === 'pixels' ? [1, 1] : [width, height];
    const area = { x: region.x * sx, y: region.y * sy, width: region.width * sx, height: region.height * sy };
    return coveredRatio(middle, area) >= 0.5;
  });
}
