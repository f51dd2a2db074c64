import type { AuditFinding, VerifyDetectors } from '@passerby/engine';
import type { WalkOptions } from '../media/media.ts';
import type { FindingDraft } from './advise.ts';
import { listTracks, lookAtEveryPicture, type SeenTrack } from './look-at-every-picture.ts';

const unshownKinds: readonly AuditFinding['kind'][] = ['hidden-frames', 'second-video-track'];

/** Containers in which FFmpeg lists covers as tracks of pictures. */
const coveredContainers: readonly string[] = ['unknown', 'matroska'];

/**
 * Where an audit found frames that players do not show, or the container may have covers and holds several tracks of pictures: decodes
 * all there is, edit lists ignored, and looks for faces in every frame.
 * @throws InferenceError where the detector fails.
 */
export async function lookAtUnshown(
  file: string,
  { container, findings: audited }: { readonly container: string; readonly findings: readonly AuditFinding[] },
  detectors: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  walk: WalkOptions,
): Promise<readonly FindingDraft[]> {
  const isSuspect = audited.some(({ kind }) => unshownKinds.includes(kind));
  const mayBeSuspect = coveredContainers.includes(container) && (listTracks({ file }) ?? [0, 1]).length > 1;
  if (!isSuspect && !mayBeSuspect) return [];
  const seen = await lookAtEveryPicture({ file }, detectors, walk);
  return seen ? seen.flatMap(describeTrack) : [unreadable];
}

const unreadable: FindingDraft = {
  kind: 'unshown-face',
  severity: 'notice',
  text: 'Frames that players do not show could not be decoded, so nobody looked at them.',
};

function describeTrack({ track, findings: seen, isComplete }: SeenTrack): readonly FindingDraft[] {
  const findings = new Map<string, FindingDraft>();
  for (const { severity, seconds } of seen) {
    const what = severity === 'leak' ? 'a face' : 'something that is perhaps a face';
    const text = `With edit lists ignored, ${what} is visible in track ${track + 1}: players may not show it, others can.`;
    const key = `${severity} ${Math.floor(seconds)}`;
    if (!findings.has(key)) findings.set(key, { kind: 'unshown-face', severity, text, seconds: Math.max(0, seconds) });
  }
  return isComplete ? [...findings.values()] : [...findings.values(), unreadable];
}
