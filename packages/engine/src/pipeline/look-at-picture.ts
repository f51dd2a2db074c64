import { detect, type Detector } from '../detect/detector.ts';
import type { AbortSignalLike } from '../abort-signal.ts';
import { InferenceError, OptionsError } from '../errors.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { PlanTrack } from '../plan/plan.ts';
import type { LookDetectors } from './look-options.ts';

/** How a photo is looked at. */
export interface LookAtPictureOptions {
  /** Gives 16 random hex digits, other ones each time. */
  readonly randomId: () => string;
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * Borrows a photo and gives everything to be hidden in it, as tracks at 0 s: one for each box that a detector gives, as the union of all raw boxes covers more than the best of them.
 * @throws InferenceError when a detector fails. An empty list means: looked, found nothing.
 */
export async function lookAtPicture(
  picture: PictureView,
  detectors: LookDetectors,
  options: LookAtPictureOptions,
): Promise<readonly PlanTrack[]> {
  const chosen = [detectors.faces, detectors.text].filter((detector) => detector !== undefined);
  if (chosen.length === 0) throw new OptionsError('Expected at least one detector, received none.');
  // Side by side: while one model runs, pixels are scaled for the other. All are waited for, as they borrow the picture.
  const looks = await Promise.allSettled(chosen.map((detector) => lookWith(detector, picture, options)));
  return looks.flatMap((look) => {
    if (look.status === 'rejected') throw look.reason;
    return look.value;
  });
}

async function lookWith(
  detector: Detector,
  picture: PictureView,
  { randomId, signal }: LookAtPictureOptions,
): Promise<readonly PlanTrack[]> {
  signal?.throwIfAborted();
  try {
    const detections = await detector[detect](picture, { signal });
    return detections.map(({ kind, box, score }) => ({
      id: randomId(),
      kind,
      fromSeconds: 0,
      throughSeconds: 0,
      keyframes: [{ seconds: 0, box: { ...box }, origin: 'detected', score }],
    }));
  } catch (error) {
    signal?.throwIfAborted();
    throw new InferenceError(`Looking for ${detector.kind === 'face' ? 'faces' : 'text'} in the photo failed.`, {
      cause: error,
    });
  }
}
