/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 1000;

/** A figure of all clips, and its 95 % interval by drawing as many clips again and again (always the same draws). */
export function bootstrap<Clip>(clips: readonly Clip[], figure: (clips: readonly Clip[]) => number): Estimate {
  let state = 12_345;
  const draw = (): Clip => {
    // A small linear congruential generator: any will do, as long as it is the same everywhere.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return clips[Math.floor((state / 2 ** 32) * clips.length)] as Clip;
  };
  const values = Array.from({ length: resamples }, () => figure(clips.map(draw))).toSorted((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (resamples - 1))] ?? Number.NaN;
  return { value: figure(clips), low: at(0.025), high: at(0.975) };
}
