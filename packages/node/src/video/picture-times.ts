import { DamagedMediaError } from '@passerby/engine';
import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Ratio } from './video-facts.ts';

/** Whole ticks that times of this time base fall on exactly. */
export interface TickScale {
  /** Ticks a second. */
  readonly timescale: number;
  /** Ticks that one unit of the time base is. */
  readonly ticksPerUnit: number;
}

/** Finer clocks than this are rounded to it: MP4 cannot count long times in them. */
const finestTimescale = 10_000_000;

/** Coarser clocks are divided, so that sound and movie headers can be written in ticks of the video. */
const coarsestTimescale = 10_000;

/** The clock for a video whose container counts in `timeBase` seconds. */
export function chooseTickScale(timeBase: Ratio): TickScale {
  if (timeBase.den > finestTimescale) {
    return { timescale: finestTimescale, ticksPerUnit: (timeBase.num * finestTimescale) / timeBase.den };
  }
  const factor = 2 ** Math.max(0, Math.ceil(Math.log2(coarsestTimescale / timeBase.den)));
  return { timescale: timeBase.den * factor, ticksPerUnit: timeBase.num * factor };
}

/** Jumps by more than this, where the container allows clocks to start anew, are a new clock and no pause. */
const longestPauseSeconds = 10;

/** MP4 counts how long a picture is shown in 32 bits, its place in the order of decoding in 31: a longer pause is damage. */
const mostTicks = 2 ** 31 - 1;

/** What decoders say of a picture's time, in the container's units. */
export interface DecodedTime {
  /** `AV_NOPTS_VALUE` where unknown. */
  readonly units: bigint;
  /** 0 where unknown. */
  readonly durationUnits: bigint;
}

/** Turns the times of decoded pictures into ticks from the first one shown, strictly increasing. */
export class PictureTimes {
  /** Pictures whose time was not later than that of the picture before, or jumped to another clock. */
  repaired = 0;
  readonly #scale: TickScale;
  readonly #usualTicks: number;
  readonly #mayRestart: boolean;
  #offsetTicks: number | undefined;
  #lastTicks = -1;
  #lastDurationTicks = 0;
  #hasJumped = false;

  /**
   * @param framesPerSecond For pictures without a duration.
   * @param mayRestart The container's clock may jump (MPEG-TS).
   */
  constructor(scale: TickScale, framesPerSecond: Ratio, mayRestart: boolean) {
    this.#scale = scale;
    const usualTicks = Math.round((scale.timescale * framesPerSecond.den) / framesPerSecond.num);
    this.#usualTicks = Math.min(Math.max(1, usualTicks), mostTicks);
    this.#mayRestart = mayRestart;
  }

  /** The next picture may be any: the container was sought. Its clock, set by the first picture, still holds. */
  jump(): void {
    this.#hasJumped = true;
  }

  /**
   * Times of the next picture in the order shown.
   * @throws DamagedMediaError after a jump, where the container does not say the time of the picture.
   */
  next(time: DecodedTime): { ticks: number; durationTicks: number } {
    const { ticksPerUnit, timescale } = this.#scale;
    const ownTicks = Math.round(Number(time.durationUnits) * ticksPerUnit);
    const isSaid = time.durationUnits > 0n && ownTicks <= mostTicks;
    const durationTicks = isSaid ? Math.max(1, ownTicks) : this.#usualTicks;
    if (this.#hasJumped) this.#land(time);
    const expected = this.#lastTicks < 0 ? 0 : this.#lastTicks + this.#lastDurationTicks;
    const isKnown = time.units !== AV_NOPTS_VALUE;
    let ticks = expected;
    if (isKnown) {
      const clockTicks = Math.round(Number(time.units) * ticksPerUnit);
      this.#offsetTicks ??= expected - clockTicks;
      ticks = clockTicks + this.#offsetTicks;
    }
    const isNewClock = this.#mayRestart && Math.abs(ticks - expected) > longestPauseSeconds * timescale;
    if (isKnown && (isNewClock || ticks - this.#lastTicks > mostTicks)) {
      this.#offsetTicks = (this.#offsetTicks ?? 0) + expected - ticks;
      ticks = expected;
      this.repaired++;
    }
    if (ticks <= this.#lastTicks) {
      ticks = this.#lastTicks + 1;
      this.repaired++;
    }
    this.#lastTicks = ticks;
    this.#lastDurationTicks = durationTicks;
    return { ticks, durationTicks };
  }

  #land({ units }: DecodedTime): void {
    if (units === AV_NOPTS_VALUE || this.#offsetTicks === undefined) {
      throw new DamagedMediaError('The container does not say when its pictures are shown.');
    }
    this.#hasJumped = false;
    this.#lastTicks = Math.round(Number(units) * this.#scale.ticksPerUnit) + this.#offsetTicks - 1;
    this.#lastDurationTicks = 1;
  }
}
