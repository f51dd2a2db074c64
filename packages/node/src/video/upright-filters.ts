/**
 * The turn that a display matrix (nine 16.16 numbers, little-endian) asks for, as filters of FFmpeg; empty where the picture is upright.
 * Angles between quarter turns are rounded, as players do.
 */
export function uprightFilters(matrix: Buffer | null): readonly string[] {
  if (!matrix || matrix.length < 36) return [];
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset)) as [number, number, number, number];
  // x' = a x + c y, y' = b x + d y
  if (Math.abs(a) + Math.abs(d) >= Math.abs(b) + Math.abs(c)) {
    return [...(a < 0 ? ['hflip'] : []), ...(d < 0 ? ['vflip'] : [])];
  }
  if (b > 0) return [c < 0 ? 'transpose=clock' : 'transpose=cclock_flip'];
  return [c > 0 ? 'transpose=cclock' : 'transpose=clock_flip'];
}
