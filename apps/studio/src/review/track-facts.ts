import type { PlanMedia, PlanTrack } from '@passerby/engine';

/** A fresh track id: 16 random hex digits. */
export function randomTrackId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether a person drew the track, so that it may be moved, shortened and deleted. What was found may only be kept visible, with a reason. */
export function isDrawn(track: PlanTrack): boolean {
  return track.kind === 'region';
}

/** Whether a track covers the whole picture: "hide everything from here to here". */
export function coversPicture(track: PlanTrack, { width, height }: Pick<PlanMedia, 'width' | 'height'>): boolean {
  return track.keyframes.every(
    ({ box }) => box.x <= 0 && box.y <= 0 && box.x + box.width >= width && box.y + box.height >= height,
  );
}
