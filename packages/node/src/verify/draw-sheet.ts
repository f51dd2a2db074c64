import type { RawFrame, RiskyMoment } from '@passerby/engine';
import { writeFile } from 'node:fs/promises';
import { sharp } from '../photo/configured-sharp.ts';
import { drawTimeCode, type RgbCanvas } from './draw-time-code.ts';

/** Pictures of a sheet. */
export const sheetPictures = 24;
const columns = 4;
const gapPixels = 8;
/** Longest side of a picture on the sheet, and of a lone one. */
const longestTile = 400;
const longestLone = 1600;
const backgroundGray = 40;
const cellPixels = 3;

/**
 * Draws a contact sheet as PNG: the frames of a finished output at these moments, riskiest first, row by row, each with its time code.
 * Takes the frames, in order; nothing but them appears on the sheet. Writes to exactly `path`, which may exist.
 * @throws RangeError where there is no frame.
 */
export async function drawSheet(
  frames: AsyncIterable<RawFrame>,
  moments: readonly RiskyMoment[],
  path: string,
): Promise<void> {
  const tiles = await takeTiles(frames, moments);
  const [first] = tiles;
  if (!first) throw new RangeError('Expected at least one frame for the sheet, received none.');
  const across = Math.min(columns, tiles.length);
  const down = Math.ceil(tiles.length / across);
  const sheet = createCanvas(
    gapPixels + across * (first.width + gapPixels),
    gapPixels + down * (first.height + gapPixels),
    backgroundGray,
  );
  for (const [place, tile] of tiles.entries()) {
    const x = gapPixels + (place % across) * (first.width + gapPixels);
    const y = gapPixels + Math.floor(place / across) * (first.height + gapPixels);
    paste(sheet, tile, x, y);
  }
  const { data, width, height } = sheet;
  await writeFile(
    path,
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
    { mode: 0o600 },
  );
}

/** Small pictures of the frames nearest to the moments, in the order of the moments. Holds two frames at most. */
async function takeTiles(
  frames: AsyncIterable<RawFrame>,
  moments: readonly RiskyMoment[],
): Promise<readonly RgbCanvas[]> {
  const tiles = new Map<RiskyMoment, RgbCanvas>();
  const longestSide = moments.length === 1 ? longestLone : longestTile;
  let before: RawFrame | undefined;
  const take = (after: RawFrame | undefined): void => {
    for (const moment of moments) {
      const isPast = after === undefined || moment.seconds <= after.seconds;
      const frame = nearest(moment.seconds, before, after);
      if (isPast && frame && !tiles.has(moment)) tiles.set(moment, shrink(frame, longestSide));
    }
  };
  try {
    for await (const frame of frames) {
      try {
        take(frame);
      } finally {
        before?.[Symbol.dispose]();
        before = frame;
      }
    }
    take(undefined);
  } finally {
    before?.[Symbol.dispose]();
  }
  return moments.map((moment) => tiles.get(moment)).filter((tile) => tile !== undefined);
}

function nearest(seconds: number, before: RawFrame | undefined, after: RawFrame | undefined): RawFrame | undefined {
  if (!before || !after) return before ?? after;
  return seconds - before.seconds < after.seconds - seconds ? before : after;
}

function shrink({ view, seconds, pixels }: RawFrame, longestSide: number): RgbCanvas {
  const scale = Math.min(1, longestSide / Math.max(pixels.width, pixels.height));
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const planes = view.sample({ x: 0, y: 0, width: pixels.width, height: pixels.height }, width, height);
  const tile = createCanvas(width, height, 0);
  const count = width * height;
  for (let at = 0; at < count; at++) {
    for (let plane = 0; plane < 3; plane++) tile.data[at * 3 + plane] = planes[plane * count + at] as number;
  }
  drawTimeCode(tile, seconds, 0, 0, cellPixels);
  return tile;
}

function createCanvas(width: number, height: number, gray: number): RgbCanvas {
  return { data: new Uint8Array(width * height * 3).fill(gray), width, height };
}

function paste(sheet: RgbCanvas, tile: RgbCanvas, x: number, y: number): void {
  for (let row = 0; row < tile.height; row++) {
    const from = row * tile.width * 3;
    sheet.data.set(tile.data.subarray(from, from + tile.width * 3), ((y + row) * sheet.width + x) * 3);
  }
}
