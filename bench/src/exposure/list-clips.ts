import type { ClipOptions, Stratum } from '@passerby/street';

/** One drawn clip of the exam. */
export interface ExamClip {
  /** Of its files, too. */
  readonly name: string;
  readonly stratum: Stratum;
  readonly options: ClipOptions;
}

/** What makes the clips hard; 25 clips of each. */
export const examStrata = [
  'size',
  'speed',
  'occlusion',
  'cut',
  'pan',
  'crowd',
  'dusk',
  'border',
] as const satisfies Stratum[];
const clipsPerStratum = 25;
/** Lengths in turn, in seconds. */
const lengths = [4, 5, 4, 6, 4, 8, 4, 5];

/**
 * The clips, always the same: 640 x 360 at 25 frames a second. `share` (0 to 1) takes as many of every stratum, those with the lowest numbers.
 */
export function listClips(share = 1): readonly ExamClip[] {
  const count = Math.max(1, Math.round(clipsPerStratum * share));
  return examStrata.flatMap((stratum) =>
    Array.from({ length: count }, (_, number): ExamClip => {
      const name = `${stratum}-${String(number).padStart(2, '0')}`;
      const seconds = lengths[number % lengths.length] as number;
      return { name, stratum, options: { seed: `exposure ${name}`, stratum, seconds } };
    }),
  );
}
