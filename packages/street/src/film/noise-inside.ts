import type { Box } from '../truth.ts';

/**
 * Gives a function that copies an RGB picture and puts noise into a box of whole pixels: for proofs that nothing depends on what is hidden. The noise goes on from
 * picture to picture; the same seed gives the same.
 */
export function noiseInside(seed: number): (rgb: Uint8Array, width: number, box: Box) => Uint8Array {
  let state = seed;
  return (rgb, width, box) => {
    const noisy = rgb.slice();
    for (let y = box.y; y < box.y + box.height; y++) {
      for (let at = (y * width + box.x) * 3; at < (y * width + box.x + box.width) * 3; at++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        noisy[at] = state >>> 24;
      }
    }
    return noisy;
  };
}
