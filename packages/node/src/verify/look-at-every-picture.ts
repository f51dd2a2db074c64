import { DamagedMediaError, verifyFrames, type FrameFinding, type VerifyDetectors } from '@passerby/engine';
import type { WalkOptions } from '../media/media.ts';
import { listPictureTracks, readEveryPicture, type PictureDamage, type PictureFile } from './read-every-picture.ts';

/** What one track of pictures shows, edit lists ignored. */
export interface SeenTrack {
  /** Its number in the file, from 0. */
  readonly track: number;
  readonly findings: readonly FrameFinding[];
  /** Whether all of its pictures could be decoded. */
  readonly isComplete: boolean;
}

/**
 * Looks for faces in every picture of every track of a file, or of one that lies inside another; `undefined` where it cannot be opened.
 * @throws InferenceError where the detector fails.
 */
export async function lookAtEveryPicture(
  source: PictureFile,
  detectors: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  walk: WalkOptions,
): Promise<readonly SeenTrack[] | undefined> {
  const tracks = listTracks(source);
  if (tracks === undefined) return undefined;
  const seen: SeenTrack[] = [];
  for (const track of tracks) seen.push(await lookAtTrack(source, track, detectors, walk));
  return seen;
}

/** The tracks of a file that hold pictures; `undefined` where it cannot be opened. */
export function listTracks(source: PictureFile): readonly number[] | undefined {
  try {
    return listPictureTracks(source);
  } catch (error) {
    if (error instanceof DamagedMediaError) return undefined;
    throw error;
  }
}

async function lookAtTrack(
  source: PictureFile,
  track: number,
  detectors: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  { signal, onProgress }: WalkOptions,
): Promise<SeenTrack> {
  const damage: PictureDamage = { damagedPictures: 0 };
  try {
    const { findings } = await verifyFrames(
      readEveryPicture(source, track, damage, signal),
      { faces: detectors.faces, quickFaces: detectors.quickFaces },
      undefined,
      { signal, onProgress: (done) => onProgress(done, undefined) },
    );
    return { track, findings, isComplete: damage.damagedPictures === 0 };
  } catch (error) {
    if (!(error instanceof DamagedMediaError)) throw error;
    return { track, findings: [], isComplete: false };
  }
}
