import { afterEach, describe, expect, it } from 'vitest';
import { allFormats, checkNoFrameIsLive, createPixels } from '../../test/sample-frame.ts';
import type { FramePixels } from '../frame/pixel-format.ts';
import type { FrameMemory } from '../frame/raw-frame.ts';
import { viewPixels } from '../frame/view-pixels.ts';
import { drawCard } from './draw-card.ts';

afterEach(checkNoFrameIsLive);

function memoryOf(pixels: FramePixels): FrameMemory<undefined> {
  return { native: undefined, pixels, writable: () => pixels, view: viewPixels(pixels), free: () => {} };
}

/** All samples of a card that is drawn over noise. */
function draw(lines: readonly string[], seed: number, format = allFormats[0]!): readonly number[][] {
  using card = drawCard(memoryOf(createPixels(320, 180, format, seed)), lines, 0, 0);
  return card.pixels.planes.map((plane) => [...plane.data]);
}

describe('drawCard', () => {
  it.each(allFormats)('leaves nothing of what was in the memory: $layout, $bitDepth bits, $range', (format) => {
    expect(draw(['Camera offline', 'since 14:03:22'], 1, format)).toEqual(
      draw(['Camera offline', 'since 14:03:22'], 2, format),
    );
  });

  it('writes what it is told', () => {
    expect(draw(['Offline'], 1)).not.toEqual(draw(['Online'], 1));
    expect(draw(['OFFLINE'], 1)).toEqual(draw(['offline'], 1));
  });

  it('draws in a picture that is too small for its words', () => {
    using card = drawCard(memoryOf(createPixels(16, 16, allFormats[0]!, 1)), ['A long sentence'], 0, 0);
    expect(card.pixels.width).toBe(16);
  });
});
