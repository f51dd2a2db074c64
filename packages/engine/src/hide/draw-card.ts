import type { FramePixels } from '../frame/pixel-format.ts';
import type { FrameMemory } from '../frame/raw-frame.ts';
import { glyphs } from './card-glyphs.ts';
import { fillBox } from './fill-box.ts';
import { HiddenFrame } from './hidden-frame.ts';
import { layersOf, type PlaneLayer } from './plane-box.ts';
import { parseColor, toSamples } from './sample-color.ts';

const background = parseColor('#20242a');
const ink = parseColor('#d8dde4');
const glyphWidth = 5;
const glyphHeight = 7;
/** From one glyph to the next, and from one line to the next, in pixels of glyphs. */
const glyphAdvance = 6;
const lineAdvance = 11;
/** Lines are at most this share of the picture's width, letters at most this share of its height. */
const widthShare = 0.9;
const heightShare = 0.06;

/**
 * Takes memory for a picture, whatever is in it, and gives a card: one dark colour all over, a few lines in the middle.
 * Letters are shown as capitals, what has no glyph as a space.
 * @throws UnsupportedMediaError where the planes do not hold the picture that they claim.
 */
export function drawCard<Native>(
  memory: FrameMemory<Native>,
  lines: readonly string[],
  index: number,
  seconds: number,
): HiddenFrame<Native> {
  try {
    const pixels = memory.writable();
    const layers = layersOf(pixels);
    const { width, height } = pixels;
    fillBox(layers, { x: 0, y: 0, width, height }, toSamples(background, pixels.format));
    writeLines(layers, lines, pixels);
    return HiddenFrame.from(memory, pixels, index, seconds);
  } catch (error) {
    memory.free();
    throw error;
  }
}

function writeLines(layers: readonly PlaneLayer[], lines: readonly string[], pixels: FramePixels): void {
  const { width, height } = pixels;
  const longest = Math.max(1, ...lines.map((line) => line.length));
  const fitting = Math.min((width * widthShare) / (longest * glyphAdvance), (height * heightShare) / glyphHeight);
  // Even, so that chroma has the same edges.
  const unit = Math.max(2, 2 * Math.floor(fitting / 2));
  const samples = toSamples(ink, pixels.format);
  const top = Math.round((height - lines.length * lineAdvance * unit) / 4) * 2;
  for (const [row, line] of lines.entries()) {
    const left = Math.round((width - line.length * glyphAdvance * unit) / 4) * 2;
    for (const [column, letter] of Array.from(line.toUpperCase()).entries()) {
      const x = left + column * glyphAdvance * unit;
      writeGlyph(layers, letter, x, top + row * lineAdvance * unit, unit, samples);
    }
  }
}

function writeGlyph(
  layers: readonly PlaneLayer[],
  letter: string,
  left: number,
  top: number,
  unit: number,
  samples: readonly number[],
): void {
  for (const [row, bits] of (glyphs[letter] ?? []).entries()) {
    for (let column = 0; column < glyphWidth; column++) {
      if ((bits & (16 >> column)) === 0) continue;
      fillBox(layers, { x: left + column * unit, y: top + row * unit, width: unit, height: unit }, samples);
    }
  }
}
