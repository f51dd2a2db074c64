import { drawWriting, inventWriting, type Script, type Writing } from './draw-writing.ts';
import type { Random } from '../random.ts';
import type { DrawnText } from '../film/scene.ts';
import { rectangle } from './svg.ts';
import type { TextKind } from '../truth.ts';

/** A piece of writing with its ground, and where it is. */
export interface DrawnBoard {
  readonly svg: string;
  readonly text: DrawnText;
}

const plateColors = [
  ['#f4f2ea', '#16181c'],
  ['#f4f2ea', '#16181c'],
  ['#e8c53a', '#17150f'],
  ['#1d1f24', '#f1efe8'],
  ['#b3222b', '#f6f2ea'],
  ['#215a3a', '#f3f1e6'],
] as const;

/** A licence plate of one or two lines around (x, y), in the drawing's units. */
export function drawPlate(
  random: Random,
  place: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly lines: 1 | 2;
    readonly script: Script;
  },
): DrawnBoard {
  const [ground, ink] = random.pick(plateColors);
  const { script, lines } = place;
  const digits = (count: number): Writing => inventWriting(script, count, random, true);
  const letters = (count: number): Writing => inventWriting(script, count, random);
  const rows: Writing[][] =
    lines === 1
      ? [[letters(script === 'latin' ? 2 : 1), digits(4)]]
      : [[letters(script === 'arabic' ? 3 : 2)], [digits(4)]];
  const height = place.width * (lines === 1 ? 0.235 : 0.62);
  const left = place.x - place.width / 2;
  const top = place.y - height / 2;
  const margin = place.width * 0.035;
  const rowHeight = (height - margin * (lines + 1)) / lines;
  const glyphHeight = rowHeight * 0.82;
  const parts = [
    rectangle(left, top, place.width, height, {
      rx: place.width * 0.025,
      fill: ground,
      stroke: ink,
      'stroke-width': place.width * 0.014,
    }),
  ];
  for (const [index, row] of rows.entries()) {
    const total = row.reduce((sum, writing) => sum + writing.width, 0) + (row.length - 1) * 60;
    const room = place.width - margin * 4;
    const scale = Math.min(glyphHeight / 100, room / total);
    let x = place.x - (total * scale) / 2;
    const y = top + margin + index * (rowHeight + margin) + (rowHeight - glyphHeight) / 2;
    for (const writing of row) {
      parts.push(drawWriting(writing, { x, y, height: glyphHeight, maxWidth: writing.width * scale }, ink));
      x += (writing.width + 60) * scale;
    }
  }
  return { svg: parts.join(''), text: { kind: 'plate', quad: quadOf(left, top, place.width, height), glyphHeight } };
}

/** Where a board is: its left upper corner and size, in the drawing's units. */
export interface BoardPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: TextKind;
}

/** A board with one line of writing. */
export function drawBoard(
  writing: Writing,
  place: BoardPlace,
  [ground, ink]: readonly [ground: string, ink: string],
): DrawnBoard {
  const { x, y, kind } = place;
  const glyphHeight = place.height * 0.56;
  const width = Math.min(place.width * 0.9, (writing.width * glyphHeight) / 100);
  const drawn = drawWriting(
    writing,
    { x: x + (place.width - width) / 2, y: y + (place.height - glyphHeight) / 2, height: glyphHeight, maxWidth: width },
    ink,
  );
  return {
    svg: rectangle(x, y, place.width, place.height, { rx: place.height * 0.06, fill: ground }) + drawn,
    text: { kind, quad: quadOf(x, y, place.width, place.height), glyphHeight },
  };
}

/** A random line of writing that fills a board of this shape. */
export function inventLine(random: Random, script: Script, place: BoardPlace): Writing {
  return inventWriting(script, Math.max(2, Math.min(9, Math.floor(place.width / (place.height * 0.48)))), random);
}

function quadOf(x: number, y: number, width: number, height: number): DrawnText['quad'] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}
