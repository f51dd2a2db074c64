import type { LumaPicture } from '@passerby/engine';
import { judgePicture, type PictureVerdict } from './judge-picture.ts';
import type { PictureHealth } from './picture-health.ts';
import { takeStatistics } from './picture-statistics.ts';
import { StillWatch } from './still-watch.ts';
import { UsualView } from './usual-view.ts';

/** How long something must be wrong before it is said: a lorry in front of the lens is gone by then. */
const confirmMs = 20_000;

/** How long all must be well before that is said. */
const recoverMs = 5000;

/** After so long another view is the usual one: somebody turned the camera on purpose, or built something in front of it. */
const acceptMs: Readonly<Partial<Record<PictureVerdict, number>>> = { moved: 10 * 60_000, blocked: 60 * 60_000 };

/** Without pictures for longer, nothing is known about the time between. */
const gapMs = 5000;

/**
 * Judges a camera's picture from its brightness. One for each camera; lives in the camera's worker, as clear pictures stay there.
 * Called with a small picture of the decoded frame about every second; keeps only statistics, borrows `luma`.
 */
export interface HealthMeter {
  measure(luma: LumaPicture, nowMs: number): PictureHealth;
}

/** Keep one for as long as its camera has the same settings, reconnections included: what is usual takes minutes to learn. */
export function createHealthMeter(): HealthMeter {
  return new StatisticsMeter();
}

class StatisticsMeter implements HealthMeter {
  #usual = new UsualView();
  readonly #still = new StillWatch();
  #health: PictureHealth | undefined;
  #verdict: PictureVerdict = 'ok';
  #verdictSinceMs = 0;
  #lastMs: number | undefined;

  measure(luma: LumaPicture, nowMs: number): PictureHealth {
    const isGap = this.#lastMs === undefined || nowMs - this.#lastMs > gapMs || nowMs < this.#lastMs;
    this.#lastMs = nowMs;
    const picture = takeStatistics(luma);
    const verdict = judgePicture(picture, this.#usual);
    if (isGap) this.#still.forgetLast();
    if (isGap || verdict !== this.#verdict) {
      this.#verdict = verdict;
      this.#verdictSinceMs = nowMs;
    }
    const frozenSinceMs = this.#still.watch(picture.brightness, nowMs);
    if (verdict === 'ok' && frozenSinceMs === undefined) this.#usual.learn(picture);
    else this.#acceptNewView(nowMs);
    this.#health = this.#settle(frozenSinceMs, nowMs);
    return this.#health;
  }

  #settle(frozenSinceMs: number | undefined, nowMs: number): PictureHealth {
    const said: PictureHealth = this.#health ?? { state: 'ok', sinceMs: nowMs };
    const lastedMs = nowMs - this.#verdictSinceMs;
    // A dark or covered picture stands still too: what is said says more than "frozen".
    if (this.#verdict === 'ok' && frozenSinceMs !== undefined)
      return keepOr(said, { state: 'frozen', sinceMs: frozenSinceMs });
    if (lastedMs < (this.#verdict === 'ok' ? recoverMs : confirmMs)) return said;
    const state = this.#verdict === 'blocked' ? 'covered' : this.#verdict;
    return keepOr(said, { state, sinceMs: this.#verdictSinceMs });
  }

  #acceptNewView(nowMs: number): void {
    if (nowMs - this.#verdictSinceMs > (acceptMs[this.#verdict] ?? Infinity)) this.#usual = new UsualView();
  }
}

function keepOr(said: PictureHealth, next: PictureHealth): PictureHealth {
  return said.state === next.state ? said : next;
}
