import {
  confirmText,
  coveredRatio,
  growBox,
  parsePlan,
  rankMoments,
  textMoments,
  verifyFrames,
  type FrameFinding,
  type Plan,
  type VerifiedFrames,
} from '@passerby/engine';
import { auditFile } from '../audit/audit-file.ts';
import type { AuditResult } from '@passerby/engine';
import { openVerifyingDetectors, type VerifyingDetectors } from '../inference/open-detectors.ts';
import type { SessionSource } from '../inference/session-store.ts';
import type { Media, WalkOptions } from '../media/media.ts';
import { openMedia, readFrames, readFramesAt } from '../media/open-media.ts';
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
  sessions: SessionSource,
): Promise<VerifyJobResult> {
  const { input, against, options, threads } = job;
  const { signal } = context;
  await using media = await openMedia(input);
  const { plan, findings: planFindings } = readPlan(job.plan, media);
  const original = await findOriginal(against, media);
  const audit = await auditFile(input, { signal });
  const detectors = await openVerifyingDetectors(
    { ...options, media: media.kind, threads, hasOriginal: original !== undefined },
    sessions,
  );
  const walk = walkOf(context, plan);
  const looked = await lookAtShown(job, media.kind, plan, original, detectors, walk);
  const { frameCount, durationSeconds } = looked;
  const visible = looked.findings.filter((finding) => !isInside(finding, options.regions, media));
  if (job.sheet !== undefined) {
    const lastSeconds = durationSeconds - durationSeconds / frameCount;
    const moments = rankMoments({ plan, findings: visible, cuts: looked.cuts, lastSeconds }, sheetPictures);
    await drawSheet(readFrames(input, media.kind, walk).frames, moments, job.sheet);
  }
  const findings: FindingDraft[] = [
    ...describeContainer(audit, media, job),
    ...planFindings,
    ...compareCount(plan, frameCount),
    ...toFindings(visible),
    ...(await lookAtEmbedded(input, audit.findings, detectors, walk)),
    ...(media.kind === 'video' ? await lookAtUnshown(input, audit, detectors, walk) : []),
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
      describeLooks(looked, detectors),
      `${audit.bytesAccounted} of ${audit.sizeBytes} bytes are accounted for.`,
      ...media.notes,
      ...audit.limits,
      notLookedFor,
    ],
    models: [...detectors.models],
  };
}

/** The original's pictures, to confirm text on. */
interface Original {
  readonly file: string;
  readonly kind: Media['kind'];
}

/** The original, where it is given and its pictures have the same size. */
async function findOriginal(file: string | undefined, { width, height }: Media): Promise<Original | undefined> {
  if (file === undefined) return undefined;
  await using original = await openMedia(file);
  const isSame = original.width === width && original.height === height;
  return isSame ? { file, kind: original.kind } : undefined;
}

interface LookedAtShown extends VerifiedFrames {
  readonly frameCount: number;
  readonly durationSeconds: number;
}

/** Looks at every frame that players show. */
async function lookAtShown(
  { input, options }: VerifyJob,
  kind: Media['kind'],
  plan: Plan | undefined,
  original: Original | undefined,
  detectors: VerifyingDetectors,
  walk: WalkOptions,
): Promise<LookedAtShown> {
  const { signal } = walk;
  const shown = readFrames(input, kind, walk);
  const seen = await verifyFrames(shown.frames, detectors, plan, {
    confirmsText: original !== undefined,
    fillColor: options.color,
    signal,
  });
  if (!original || !detectors.text) return { ...seen, ...shown.count() };
  const originals = readFramesAt(original.file, original.kind, textMoments(seen.findings), walk);
  const findings = await confirmText(seen.findings, originals, detectors.text, { signal });
  return { ...seen, ...shown.count(), findings };
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
  { faceLookCount, textLookCount, frameCount }: LookedAtShown,
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
