import { DamagedMediaError, verifyFrames, type RawFrame, type VerifyDetectors } from '@passerby/engine';
import type { AuditFinding } from '@passerby/engine';
import type { WalkOptions } from '../media/media.ts';
import type { FindingDraft } from './advise.ts';
import { listPictureTracks, readEveryPicture, type PictureDamage } from './read-every-picture.ts';

const unshownKinds: readonly AuditFinding['kind'][] = ['hidden-frames', 'second-video-track'];

/**
 * Where an audit found frames that players do not show, or the container was not accounted for and holds several tracks of pictures: decodes
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
  const tracks = isSuspect || container === 'unknown' ? listTracks(file) : [];
  if (tracks === undefined) return [unreadable];
  if (!isSuspect && tracks.length < 2) return [];
  const findings: FindingDraft[] = [];
  for (const track of tracks) findings.push(...(await lookAtTrack(file, track, detectors, walk)));
  return findings;
}

const unreadable: FindingDraft = {
  kind: 'unshown-face',
  severity: 'notice',
  text: 'Frames that players do not show could not be decoded, so nobody looked at them.',
};

function listTracks(file: string): readonly number[] | undefined {
  try {
    return listPictureTracks(file);
  } catch (error) {
    if (error instanceof DamagedMediaError) return undefined;
    throw error;
  }
}

async function lookAtTrack(
  file: string,
  track: number,
  { faces, quickFaces }: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  { signal, onProgress }: WalkOptions,
): Promise<readonly FindingDraft[]> {
  const damage: PictureDamage = { damagedPictures: 0 };
  const findings = new Map<string, FindingDraft>();
  try {
    const frames: AsyncIterable<RawFrame> = readEveryPicture(file, track, damage, signal);
    const seen = await verifyFrames(frames, { faces, quickFaces }, undefined, {
      signal,
      onProgress: (done) => onProgress(done, undefined),
    });
    for (const { severity, seconds } of seen.findings) {
      const what = severity === 'leak' ? 'a face' : 'something that is perhaps a face';
      const text = `With edit lists ignored, ${what} is visible in track ${track + 1}: players may not show it, others can.`;
      const key = `${severity} ${Math.floor(seconds)}`;
      if (!findings.has(key))
        findings.set(key, { kind: 'unshown-face', severity, text, seconds: Math.max(0, seconds) });
    }
  } catch (error) {
    if (!(error instanceof DamagedMediaError)) throw error;
    return [unreadable];
  }
  return damage.damagedPictures > 0 ? [...findings.values(), unreadable] : [...findings.values()];
}
