import type { Box, FrameTruth } from '../truth.ts';

/** Least width of a face in pixels, and share of it that is seen, that count. */
const leastWidth = 20;
const leastVisible = 0.5;
/** Detectors find faces up to here, from the front or a little from the side; others they find now and then. */
const mostTurnedDegrees = 45;
/** From this share of its middle on, a face that is not hidden is clear. */
const clearShare = 0.05;

/** The people of a frame whose face is clear though a look would find it: at least half of it is seen, it is not small and not turned away, and more than a little of eyes, nose and mouth is not hidden. `hidden`: one byte a pixel, 1 where hidden. */
export function findClearFaces(frame: FrameTruth, hidden: Uint8Array, width: number): readonly number[] {
  return frame.people.flatMap(({ track, face, faceVisible, yawDegrees }) => {
    if (face === 'behind' || face.width < leastWidth || faceVisible < leastVisible) return [];
    if (Math.abs(yawDegrees) > mostTurnedDegrees) return [];
    return clearShareOf(middleOf(face), hidden, width) > clearShare ? [track] : [];
  });
}

function middleOf({ x, y, width, height }: Box): Box {
  return { x: x + width * 0.2, y: y + height * 0.2, width: width * 0.6, height: height * 0.7 };
}

function clearShareOf(box: Box, hidden: Uint8Array, width: number): number {
  const height = hidden.length / width;
  const [left, right] = [Math.max(0, Math.round(box.x)), Math.min(width, Math.round(box.x + box.width))];
  const [top, bottom] = [Math.max(0, Math.round(box.y)), Math.min(height, Math.round(box.y + box.height))];
  let clear = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) clear += hidden[y * width + x] === 1 ? 0 : 1;
  return clear / Math.max(1, (right - left) * (bottom - top));
}
