import type { Box } from '../src/frame/box.ts';
import type { LumaPicture } from '../src/track/luma-picture.ts';

/** Brightness of a blotchy pattern that is the same everywhere and always: `seed` tells patterns apart, `grain` is the size of a blotch in pixels. */
export function blotch(seed: number, x: number, y: number, grain = 6): number {
  const column = Math.floor(x / grain);
  const row = Math.floor(y / grain);
  const fx = x / grain - column;
  const fy = y / grain - row;
  const upper = speck(seed, column, row) * (1 - fx) + speck(seed, column + 1, row) * fx;
  const lower = speck(seed, column, row + 1) * (1 - fx) + speck(seed, column + 1, row + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

function speck(seed: number, x: number, y: number): number {
  let hash = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 2246822519);
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177);
  return ((hash ^ (hash >>> 16)) >>> 0) % 256;
}

/** Fills a picture with a pattern that the camera sees from (`x`, `y`), `zoom` times as large. */
export function paintWall(data: Uint8Array, width: number, seed: number, x = 0, y = 0, zoom = 1): void {
  for (let at = 0; at < data.length; at++) {
    data[at] = blotch(seed, (at % width) / zoom + x, Math.floor(at / width) / zoom + y, 9);
  }
}

/** Paints a head with a pattern of its own over the picture; it moves with the box. */
export function paintHead(data: Uint8Array, width: number, seed: number, box: Box): void {
  const height = data.length / width;
  for (let y = Math.max(0, Math.ceil(box.y)); y < Math.min(height, box.y + box.height); y++) {
    for (let x = Math.max(0, Math.ceil(box.x)); x < Math.min(width, box.x + box.width); x++) {
      data[y * width + x] = blotch(seed, x - box.x, y - box.y, 5);
    }
  }
}

/** A small picture with that pattern. */
export function wallPicture(seed: number, x = 0, y = 0, zoom = 1): LumaPicture {
  const data = new Uint8Array(320 * 180);
  paintWall(data, 320, seed, x, y, zoom);
  return { width: 320, height: 180, data, step: 1 };
}
