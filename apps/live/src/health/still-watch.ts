/** A cell that changes by less, of 255, did not change: sensors' noise alone moves it by more. */
const unchangedBrightness = 0.35;

/** Shortest standstill that is called frozen. */
const shortestMs = 20_000;

/** How much longer than the longest standstill that ended by itself one must be. */
const longerThanUsual = 3;

/** How long a standstill counts as usual after it ended. */
const memoryMs = 60 * 60_000;

/**
 * Watches how long nothing at all changes. A frozen picture is encoded anew by its camera and so changes a little: it is not looked for
 * byte by byte. Scenes that often stand still by nature (an empty room, a compressed night) are learnt, and get more time.
 */
export class StillWatch {
  #last: Float32Array | undefined;
  #sinceMs = 0;
  /** As if one had been seen: a camera that is new to us gets a minute. */
  #longestMs = shortestMs;
  #longestAtMs: number | undefined;

  /** Since when the picture stands still for longer than it should, in milliseconds of `nowMs`'s clock; `undefined` where it does not. */
  watch(brightness: Float32Array, nowMs: number): number | undefined {
    this.#longestAtMs ??= nowMs;
    const last = this.#last;
    this.#last = brightness;
    if (!last || changesBetween(last, brightness)) {
      if (last) this.#remember(nowMs);
      this.#sinceMs = nowMs;
      return undefined;
    }
    const allowedMs = Math.max(shortestMs, longerThanUsual * this.#longestMs);
    return nowMs - this.#sinceMs >= allowedMs ? this.#sinceMs : undefined;
  }

  /** The camera sent nothing for a while: what comes now is not compared with what came before. */
  forgetLast(): void {
    this.#last = undefined;
  }

  /** A standstill ended. */
  #remember(nowMs: number): void {
    const durationMs = nowMs - this.#sinceMs;
    const isOld = nowMs - (this.#longestAtMs ?? nowMs) > memoryMs;
    if (durationMs < this.#longestMs && !isOld) return;
    this.#longestMs = durationMs;
    this.#longestAtMs = nowMs;
  }
}

function changesBetween(before: Float32Array, after: Float32Array): boolean {
  return after.some((value, cell) => Math.abs(value - (before[cell] as number)) >= unchangedBrightness);
}
