import { confirmText, textMoments, verifyFrames, type FrameFinding, type Plan } from '@passerby/engine';
import { auditOutput } from '../audit/audit-output.ts';
import { openCheckingDetectors } from '../inference/open-detectors.ts';
import type { SessionSource } from '../inference/session-store.ts';
import type { Finding, HideJob } from '../job/job-types.ts';
import type { Media, WalkOptions } from '../media/media.ts';
import { readFrames, readFramesAt } from '../media/open-media.ts';
import { advise, type FindingDraft } from './advise.ts';
import { textNotLookedFor, toFindings } from './to-findings.ts';

/** What a look at a fresh output came to. */
export interface CheckedOutput {
  readonly findings: readonly Finding[];
  /** With boxes, for hiding what is left; never printed. */
  readonly frameFindings: readonly FrameFinding[];
  readonly notes: readonly string[];
}

/**
 * How densely a fresh output is looked at. The plan is known, so the frames beside the tracks' starts and ends and beside cuts are looked at
 * in any case; `passerby verify` looks at every frame.
 */
const sparse = { facesEverySeconds: 0.5, textEverySeconds: 2 } as const;
/** Every frame: shorter than any lasts. */
const dense = { facesEverySeconds: 0.001, textEverySeconds: 0.5 } as const;

/**
 * Accounts for every byte of a fresh output, always, and looks at its pictures again unless the job says not to.
 * @throws InferenceError where a detector fails; DamagedMediaError where the output cannot be decoded.
 */
export async function checkOutput(
  path: string,
  kind: Media['kind'],
  plan: Plan,
  { input, options, threads }: HideJob,
  sessions: SessionSource,
  walk: WalkOptions,
): Promise<CheckedOutput> {
  const { signal } = walk;
  const container = await auditOutput(
    path,
    { kind, audio: options.audio },
    { signal, onProgress: () => walk.onProgress(0, plan.media.frameCount) },
  );
  const drafts = container.map(({ kind: what, severity, text, offset }): FindingDraft => ({
    kind: what,
    severity,
    text,
    offset,
  }));
  if (options.audio === 'keep' && kind === 'video') {
    drafts.push({ kind: 'sound', severity: 'accepted', text: 'The sound was kept: voices remain.' });
  }
  if (options.text === 'none') drafts.push(textNotLookedFor);
  if (!options.verify) return { findings: drafts.map(advise), frameFindings: [], notes: [] };
  const detectors = await openCheckingDetectors({ ...options, media: kind, threads }, sessions);
  const onProgress = (done: number): void => walk.onProgress(done, plan.media.frameCount);
  const shown = readFrames(path, kind, { signal, onProgress });
  const { findings: seen } = await verifyFrames(shown.frames, detectors, plan, {
    ...(options.strict ? dense : sparse),
    confirmsText: true,
    signal,
  });
  const originals = readFramesAt(input, kind, textMoments(seen), { signal, onProgress });
  const frameFindings = detectors.text ? await confirmText(seen, originals, detectors.text, { signal }) : seen;
  return { findings: [...drafts, ...toFindings(frameFindings)].map(advise), frameFindings, notes: detectors.notes };
}
