import { growBox, coveredRatio, parsePlan, verifyFrames, type FrameFinding, type Plan } from '@passerby/engine';
import { auditFile } from '../audit/audit-file.ts';
import { openCheckingDetectors } from '../inference/open-detectors.ts';
import type { SessionStore } from '../inference/session-store.ts';
import type { Media } from '../media/media.ts';
import { openMedia, readFrames } from '../media/open-media.ts';
import { compareWithOriginal } from '../verify/compare-with-original.ts';
import { textNotLookedFor, toFindings } from '../verify/to-findings.ts';
import type { FixedRegion } from './job-options.ts';
import type { Finding, JobContext, VerifyJob, VerifyJobResult } from './job-types.ts';

/** Said with every result: silence about these is no clean bill. */
const notLookedFor =
  'Not looked for: clothes, build, gait, tattoos, places, companions, people from behind, and what no detector finds.';

/** Checks one finished file, of ours or of another tool: its container, its pictures and, where the original is given, the difference. */
export async function verifyMedia(
  job: VerifyJob,
  { signal, progress }: JobContext,
  sessions: SessionStore,
): Promise<VerifyJobResult> {
  const { options, threads } = job;
  const plan = job.plan === undefined ? undefined : parsePlan(job.plan);
  await using media = await openMedia(job.input);
  const container = await auditFile(job.input);
  const detectors = await openCheckingDetectors(
    { ...options, media: media.kind, threads, hasOriginal: false },
    sessions,
  );
  const walk = {
    signal,
    onProgress: (done: number) => progress({ step: 'verify', done, total: plan?.media.frameCount }),
  };
  const shown = readFrames(job.input, media.kind, walk);
  const seen = await verifyFrames(shown.frames, detectors, plan, { signal });
  const { frameCount, durationSeconds } = shown.count();
  const findings: Finding[] = [
    ...container.findings.map(({ kind, severity, text, offset }) => ({ kind, severity, text, offset })),
    ...comparePlan(plan, media, frameCount),
    ...toFindings(seen.filter((finding) => !isInside(finding, options.regions, media))),
  ];
  if (options.text === 'none') findings.push(textNotLookedFor);
  if (job.against !== undefined) findings.push(...(await compareWithOriginal(job.input, job.against, walk)));
  return {
    kind: 'verify',
    media: media.kind,
    frameCount,
    durationSeconds,
    findings,
    warnings: [...media.warnings],
    notes: [...detectors.notes, ...media.notes, notLookedFor],
    models: [...detectors.models],
  };
}

function comparePlan(plan: Plan | undefined, { width, height }: Media, frameCount: number): readonly Finding[] {
  if (!plan) return [];
  const expected = `${plan.media.width} x ${plan.media.height} with ${plan.media.frameCount} frames`;
  const received = `${width} x ${height} with ${frameCount}`;
  if (expected === `${received} frames`) return [];
  return [{ kind: 'other-length', severity: 'notice', text: `The plan is for ${expected}, the file has ${received}.` }];
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
