import { detect, type Detector } from '../detect/detector.ts';
import { uniteDuplicates } from '../detect/unite-duplicates.ts';
import { OptionsError } from '../errors.ts';

/**
 * Detectors of one kind as one: everything that any of them finds. All of them look, one after the other, and when one fails the look has failed.
 * @throws OptionsError for no detector, and for detectors of different kinds.
 */
export function joinDetectors(detectors: readonly Detector[]): Detector {
  const [first] = detectors;
  if (!first || detectors.some(({ kind }) => kind !== first.kind)) {
    throw new OptionsError('Expected detectors of one kind to join, received none or several kinds.');
  }
  if (detectors.length === 1) return first;
  return {
    kind: first.kind,
    model: detectors.map(({ model }) => model).join('+'),
    [detect]: async (picture, options) => {
      const found = [];
      for (const detector of detectors) found.push(...(await detector[detect](picture, options)));
      return uniteDuplicates(found, 0);
    },
  };
}
