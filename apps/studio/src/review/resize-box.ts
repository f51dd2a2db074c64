import type { Box } from '@passerby/engine';
import type { Size } from './viewport.ts';

/** Where a box is taken hold of: its inside, or the compass point of an edge or corner. */
export type Grip = 'move' | 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw';

/** All handles of a box. */
export const handles = ['nw', 'n', 'ne', 'w', 'e', 'sw', 's', 'se'] as const satisfies readonly Grip[];

/** A drawn box is never smaller than this, in picture pixels: what cannot be seen cannot be taken hold of again. */
export const leastSidePixels = 4;

/** The box after its grip was moved by picture pixels; it stays in the picture and keeps at least the least side. */
export function resizeBox(box: Box, grip: Grip, byX: number, byY: number, picture: Size): Box {
  if (grip === 'move') {
    return {
      ...box,
      x: Math.round(clamp(box.x + byX, 0, picture.width - box.width)),
      y: Math.round(clamp(box.y + byY, 0, picture.height - box.height)),
    };
  }
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const left = grip.includes('w') ? clamp(box.x + byX, 0, right - leastSidePixels) : box.x;
  const top = grip.includes('n') ? clamp(box.y + byY, 0, bottom - leastSidePixels) : box.y;
  const newRight = grip.includes('e') ? clamp(right + byX, box.x + leastSidePixels, picture.width) : right;
  const newBottom = grip.includes('s') ? clamp(bottom + byY, box.y + leastSidePixels, picture.height) : bottom;
  const x = Math.round(left);
  const y = Math.round(top);
  return { x, y, width: Math.round(newRight) - x, height: Math.round(newBottom) - y };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(low, high), Math.max(low, value));
}
