/** A colour as red, green, blue, each 0 to 255. */
export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Reads `#rrggbb`. */
export function parseColor(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return { red: (value >> 16) & 255, green: (value >> 8) & 255, blue: value & 255 };
}

/** A colour between two: `share` 0 gives `from`, 1 gives `to`. Both and the result are `#rrggbb`. */
export function mixColors(from: string, to: string, share: number): string {
  const a = parseColor(from);
  const b = parseColor(to);
  const channel = (low: number, high: number): string =>
    Math.round(low + (high - low) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${channel(a.red, b.red)}${channel(a.green, b.green)}${channel(a.blue, b.blue)}`;
}

/** The colour, darker by `share` (0 to 1), towards a warm black as in shade. */
export function shade(hex: string, share: number): string {
  return mixColors(hex, '#1c0f0a', share);
}

/** The colour, lighter by `share` (0 to 1). */
export function tint(hex: string, share: number): string {
  return mixColors(hex, '#fffaf0', share);
}
