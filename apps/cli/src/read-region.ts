import type { FixedRegion } from '@passerby/node';
import { UsageError } from './usage-error.ts';

/**
 * Reads `x,y,width,height`: whole numbers are pixels, numbers with a decimal point are fractions of the picture. 0 is 0 in both.
 * @throws UsageError for anything else, and where both are mixed: `0,0.9,1,0.1` may mean a width of one pixel or of the whole picture.
 */
export function readRegion(text: string): FixedRegion {
  const parts = text.split(',').map((part) => part.trim());
  const [x, y, width, height] = parts.map(Number);
  const isPixels = parts.every((part) => /^\d+$/.test(part));
  const isFractions = parts.every((part) => /^(0|\d+\.\d*|\.\d+)$/.test(part));
  if (parts.length !== 4 || !(isPixels || isFractions)) {
    throw new UsageError(
      `Expected four whole numbers (pixels) or four numbers with a decimal point (fractions) for --region, as in 0.0,0.9,1.0,0.1; received ${JSON.stringify(text)}.`,
    );
  }
  const unit = isPixels ? 'pixels' : 'fractions';
  return { unit, x: x as number, y: y as number, width: width as number, height: height as number };
}
