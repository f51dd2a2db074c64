/** An interleaved RGB picture that is drawn into. */
export interface RgbCanvas {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Glyphs of 3 x 5 cells, row by row, as bits: drawn here, so that a sheet looks the same on every machine and needs no fonts. */
const glyphs: Readonly<Record<string, string>> = {
  '0': '111101101101111',
  '1': '010110010010111',
  '2': '111001111100111',
  '3': '111001111001111',
  '4': '101101111001001',
  '5': '111100111001111',
  '6': '111100111101111',
  '7': '111001001010010',
  '8': '111101111101111',
  '9': '111101111001111',
  ':': '000010000010000',
  '.': '000000000000010',
};
const [columns, rows] = [3, 5];

/** Hours, minutes, seconds and hundredths, the hours left out while there are none: `1:02:03.45`, `02:03.45`. */
export function timeCode(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const minutesOn = `${two((hundredths / 6000) % 60)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  const hours = Math.floor(hundredths / 360_000);
  return hours === 0 ? minutesOn : `${hours}:${minutesOn}`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** Draws a time code in white on black with its left upper corner at (`x`, `y`); `cell` is the side of a glyph's cell in pixels. What does not fit is cut off. */
export function drawTimeCode(canvas: RgbCanvas, seconds: number, x: number, y: number, cell: number): void {
  const text = timeCode(seconds);
  const width = (text.length * (columns + 1) + 1) * cell;
  fill(canvas, x, y, width, (rows + 2) * cell, 0);
  for (const [place, character] of text.split('').entries()) {
    for (const [at, bit] of (glyphs[character] ?? '').split('').entries()) {
      if (bit === '0') continue;
      const column = place * (columns + 1) + 1 + (at % columns);
      const row = 1 + Math.floor(at / columns);
      fill(canvas, x + column * cell, y + row * cell, cell, cell, 255);
    }
  }
}

function fill(
  { data, width, height }: RgbCanvas,
  x: number,
  y: number,
  across: number,
  down: number,
  value: number,
): void {
  const right = Math.min(width, x + across);
  for (let row = y; row < Math.min(height, y + down); row++) {
    data.fill(value, (row * width + x) * 3, (row * width + right) * 3);
  }
}
