import { planeLayout } from './planar-picture.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Turns planes clockwise and then mirrors them; `to` has the sides of `from`, exchanged for quarter turns. */
export function turnPlanes(
  source: Uint8Array,
  from: Size,
  target: Uint8Array,
  to: Size & { readonly rotation: 0 | 90 | 180 | 270; readonly isFlipped: boolean },
): void {
  const sources = planeLayout(from);
  for (const [index, plane] of planeLayout(to).entries()) {
    const lying = sources[index]!;
    const { start, stepX, stepY } = walkOf(lying.stride, lying.rows, to);
    for (let y = 0; y < plane.rows; y++) {
      let at = lying.offset + start + y * stepY;
      const row = plane.offset + y * plane.stride;
      for (let x = 0; x < plane.stride; x++, at += stepX) target[row + x] = source[at]!;
    }
  }
}

/** Where the walk over the lying plane starts, and how far the next pixel to the right and the next row down are in it. */
function walkOf(
  width: number,
  height: number,
  { rotation, isFlipped }: { readonly rotation: 0 | 90 | 180 | 270; readonly isFlipped: boolean },
): { readonly start: number; readonly stepX: number; readonly stepY: number } {
  const walk = {
    0: { start: 0, stepX: 1, stepY: width },
    90: { start: (height - 1) * width, stepX: -width, stepY: 1 },
    180: { start: height * width - 1, stepX: -1, stepY: -width },
    270: { start: width - 1, stepX: width, stepY: -1 },
  }[rotation];
  if (!isFlipped) return walk;
  const across = rotation === 90 || rotation === 270 ? height : width;
  return { ...walk, start: walk.start + walk.stepX * (across - 1), stepX: -walk.stepX };
}
