import type { Detection, DetectionKind } from '../detect/detection.ts';
import { mixBoxes, type Box } from '../frame/box.ts';
import type { FrameHistory } from './frame-history.ts';
import { moveBox } from './motion.ts';
import { advanceBox, fitVelocity, noVelocity, type Step, type Velocity } from './path.ts';
import { StepThinner, thinSteps } from './thin-steps.ts';

/** Regions start this long before the first sight and end this long after the last (R13). */
export const paddingSeconds = 0.5;
/** Speeds are fitted over this much of the past. */
const velocitySpanSeconds = 0.5;

/** A track that is over: every step from before its first sight to after its last, thinned. */
export interface EndedTrack {
  readonly kind: DetectionKind;
  readonly steps: readonly Step[];
  readonly fromSeconds: number;
  readonly throughSeconds: number;
}

/** One thing while it is being tracked. Frames are those of the history given, which must reach back beyond the last sight. */
export class LiveTrack {
  readonly kind: DetectionKind;
  readonly #history: FrameHistory;
  readonly #first: Step;
  readonly #settled = new StepThinner();
  /** The last sights, newest first, for the speed. */
  #sights: Step[];
  /** The first sights, oldest first, for the speed before them. */
  readonly #firstSights: Step[];
  /** Steps after the last sight, one a frame. */
  #tail: Step[] = [];
  /** Steps before the first sight, once they were sought; latest first. */
  #head: readonly Step[] | undefined;
  #headFrom = 0;
  #velocity: Velocity = noVelocity;
  #bestScore: number;
  #sightCount = 1;

  constructor(history: FrameHistory, frame: number, detection: Detection) {
    const sight = sightOf(history, frame, detection);
    this.kind = detection.kind;
    this.#history = history;
    this.#first = sight;
    this.#sights = [sight];
    this.#firstSights = [sight];
    this.#bestScore = detection.score;
    this.#settled.add(sight);
  }

  /** The last frame in which a detector saw it. */
  get lastSight(): Step {
    return this.#sights[0] as Step;
  }

  get firstSight(): Step {
    return this.#first;
  }

  get bestScore(): number {
    return this.#bestScore;
  }

  get sightCount(): number {
    return this.#sightCount;
  }

  /** Where it is expected in `frame`, which lies after the last sight. */
  expect(frame: number): Step {
    let last = this.#tail.at(-1) ?? this.lastSight;
    while (last.frame < frame) {
      const next = this.#history.at(last.frame + 1);
      const box = advanceBox(moveBox(last.box, next.motion), this.#velocity, next.seconds - last.seconds);
      last = { frame: next.index, seconds: next.seconds, box, origin: 'extended' };
      this.#tail.push(last);
    }
    return frame === last.frame ? last : (this.#tail.find((step) => step.frame === frame) ?? this.lastSight);
  }

  /** Goes on with a detection in `frame`: what lies between is interpolated. */
  see(frame: number, detection: Detection): void {
    const sight = sightOf(this.#history, frame, detection);
    for (const step of this.#between(this.lastSight, sight)) this.#settled.add(step);
    this.#settled.add(sight);
    this.#tail = [];
    this.#sights = [
      sight,
      ...this.#sights.filter((old) => sight.seconds - old.seconds <= velocitySpanSeconds || old === this.#sights[0]),
    ];
    if (sight.seconds - this.#first.seconds <= velocitySpanSeconds || this.#firstSights.length < 2) {
      this.#firstSights.push(sight);
    }
    this.#velocity = this.#fit(this.#sights);
    this.#bestScore = Math.max(this.#bestScore, detection.score);
    this.#sightCount++;
  }

  /** Seeks it in the frames before its first sight, as far as padding goes. Once is enough. */
  seekStart(): void {
    if (this.#head) return;
    const velocity = this.#fit(this.#firstSights);
    const head: Step[] = [];
    let last = this.#first;
    let from = this.#first.seconds - paddingSeconds;
    while (last.seconds > from) {
      if (this.#history.at(last.frame).isCut) {
        const { seconds } = this.#history.at(last.frame);
        from = this.#history.has(last.frame - 1) ? (seconds + this.#history.at(last.frame - 1).seconds) / 2 : seconds;
        break;
      }
      if (!this.#history.has(last.frame - 1)) break;
      const here = this.#history.at(last.frame);
      const before = this.#history.at(last.frame - 1);
      const still = moveBox(last.box, this.#history.motionBetween(here.index, before.index));
      const box = advanceBox(still, velocity, before.seconds - here.seconds);
      last = { frame: before.index, seconds: before.seconds, box, origin: 'extended' };
      head.push(last);
    }
    this.#head = head;
    this.#headFrom = Math.max(0, from);
  }

  /** Ends it: `throughSeconds` is the last moment that may be hidden (a cut, the end of the file), `lastFrame` the last frame before. */
  end(lastFrame: number, throughSeconds: number): EndedTrack {
    this.seekStart();
    const through = Math.min(throughSeconds, this.lastSight.seconds + paddingSeconds);
    this.expect(lastFrame);
    for (const step of this.#tail) {
      this.#settled.add(step);
      if (step.seconds >= through) break;
    }
    return {
      kind: this.kind,
      steps: thinSteps([...(this.#head ?? []).toReversed(), ...this.#settled.finish()]),
      fromSeconds: this.#headFrom,
      throughSeconds: through,
    };
  }

  /** One step for each frame between two sights: a straight line against the background, whatever the camera does. */
  *#between(from: Step, to: Step): Iterable<Step> {
    if (to.frame - from.frame < 2) return;
    const toEnd = this.#history.motionBetween(from.frame, to.frame);
    const start = moveBox(from.box, toEnd);
    for (let frame = from.frame + 1; frame < to.frame; frame++) {
      const { seconds } = this.#history.at(frame);
      const share = (seconds - from.seconds) / (to.seconds - from.seconds);
      const box = moveBox(mixBoxes(start, to.box, share), this.#history.motionBetween(to.frame, frame));
      yield { frame, seconds, box, origin: 'interpolated' };
    }
  }

  #fit(sights: readonly Step[]): Velocity {
    const [origin] = sights;
    if (!origin) return noVelocity;
    const seen = sights.filter((sight) => this.#history.has(sight.frame));
    return fitVelocity(
      seen.map((sight) => ({
        seconds: sight.seconds,
        box: moveBox(sight.box, this.#history.motionBetween(sight.frame, origin.frame)),
      })),
    );
  }
}

function sightOf(history: FrameHistory, frame: number, detection: Detection): Step {
  const box: Box = detection.box;
  return { frame, seconds: history.at(frame).seconds, box, origin: 'detected', score: detection.score };
}
