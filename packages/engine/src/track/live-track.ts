import type { Detection, DetectionKind } from '../detect/detection.ts';
import { boxArea, clipBox, mixBoxes, type Box } from '../frame/box.ts';
import type { FrameHistory } from './frame-history.ts';
import { measureSpeed } from './measure-speed.ts';
import { moveBox } from './motion.ts';
import { isSamePatch, PatchFollower } from './patch-follower.ts';
import {
  advanceBox,
  boxSize,
  doubtedBox,
  fitVelocity,
  isTorn,
  noVelocity,
  shiftBox,
  type Step,
  type Velocity,
} from './path.ts';
import { keepSize, steadySizes } from './steady-sizes.ts';
import { StepThinner, thinSteps } from './thin-steps.ts';

/** Regions start this long before the first sight and end this long after the last (R13). */
export const paddingSeconds = 0.5;
/** And this long around what was followed in pictures: those lose a head more easily than a detector does. */
const followedPaddingSeconds = 0.75;
/** A track that neither a detector nor the pictures confirm for this long is lost. It may still be found again. */
export const lostSeconds = 0.6;
/** Speeds are fitted over this much of the past. */
const velocitySpanSeconds = 0.5;
/** Sights remembered at either end. */
const sightsKept = 10;
/** From this likeness on a picture confirms a track. */
const confirmingLikeness = 0.7;
/** Who walked towards a border and would be beyond it within this long is hidden until there. */
const slideOutSeconds = 2;
/** Above this likeness the memory of how it looks may change. */
const adaptingLikeness = 0.8;
/** A thing this many of its sizes away was elsewhere. */
const elsewhereSizes = 0.8;
/** A thing is followed this long without sights for each of its sights of score 1. */
const followSecondsPerEvidence = 2.5;
/** Half as long while all its sights together are not as good as two: it may be a stain on the wall. */
const littleEvidence = 1.1;
/** With less than this share of it inside the picture a thing has left. */
const leftShare = 0.08;
/** Least width of a face for its height. */
const leastFaceAspect = 0.95;
/** And of a head seen from the side, from the tip of the face to its back. */
const profileHeadAspect = 1.15;
/** Turbans, hats and hair that is pinned up stand this share of a face's height further above it than regions grow by. */
const hatShare = 0.03;
/** Share of its last size that a thing has left at least when it is seen again soon. */
const leastSizeShare = 0.8;
/** A face smaller than this, in pixels, is framed roughly. */
const smallPixels = 28;
/** How much a box grows for a score of 0, and for a size of 0. */
const doubtGrowth = 0.2;
const smallGrowth = 0.25;
/** Steps older than this do not matter for the size any more. */
const keptSeconds = 2;
/** Share of its speed by which a thing may be faster or slower where nothing confirms it. */
const speedDoubt = 0.2;
/** Doubt does not grow beyond this share of its size to either side. */
const farthestDoubt = 0.3;
/** Share of its way from the frame before by which a head that only the pictures follow may be off: a face that turns draws its patch after it. */
const turnDoubt = 0.25;
/** And of its size at most. */
const farthestTurn = 0.12;
/** Growth fades with this time constant where nobody measures it. */
const growthFadeSeconds = 0.4;

/** A track that is over: every step from before its first sight to after its last, thinned. */
export interface EndedTrack {
  readonly kind: DetectionKind;
  readonly steps: readonly Step[];
  readonly fromSeconds: number;
  readonly throughSeconds: number;
}

/** A step beyond the sights. */
interface Trace extends Step {
  /** The picture looks there as the thing did. */
  readonly isConfirmed: boolean;
  /** Seconds to the last sight or confirmed step. */
  readonly doubtSeconds: number;
  /** Pixels by which it may be off to either side, as speeds change where nothing confirms them. */
  readonly doubtX: number;
  readonly doubtY: number;
}

const noDoubt = { isConfirmed: true, doubtSeconds: 0, doubtX: 0, doubtY: 0 } as const;

/** One thing while it is being tracked. Frames are those of the history given, which must reach back beyond the last sight. */
export class LiveTrack {
  readonly kind: DetectionKind;
  readonly #history: FrameHistory;
  readonly #first: Step;
  readonly #settled = new StepThinner();
  /** The last sights, newest first. */
  #sights: readonly Step[];
  /** The first sights, oldest first. */
  readonly #firstSights: Step[];
  /** Steps after the last sight, one a frame. */
  #tail: Trace[] = [];
  #isFollowing = false;
  #isDistrusted = false;
  #wasMissed = false;
  #follower = new PatchFollower();
  #tailVelocity: Velocity = noVelocity;
  /** Steps before the first sight, once they were sought; latest first. */
  #head: readonly Step[] | undefined;
  #headFrom = 0;
  /** Sights that were known when the head was sought. */
  #headSights = 0;
  /** As the detector framed it. */
  readonly #firstBox: Box;
  /** Of what was seen once, measured when it is needed: the frame after may come later. */
  #firstSpeed: Velocity | undefined;
  /** Sum of the scores of all sights. */
  #evidence: number;

  /** `evidence`: of what was tracked in its place before. */
  constructor(history: FrameHistory, frame: number, detection: Detection, evidence = 0) {
    const sight = sightOf(history, frame, detection);
    this.kind = detection.kind;
    this.#history = history;
    this.#first = sight;
    this.#firstBox = detection.box;
    this.#sights = [sight];
    this.#firstSights = [sight];
    this.#evidence = evidence + detection.score;
    this.#settled.add(sight);
  }

  /** The first frame in which a detector saw it. */
  get firstSight(): Step {
    return this.#first;
  }

  /** The last frame in which a detector saw it. */
  get lastSight(): Step {
    return this.#sights[0] as Step;
  }

  /** Sum of the scores of all sights: a lone weak one is little. */
  get evidence(): number {
    return this.#evidence;
  }

  /** How long it is followed without sights. */
  get followSeconds(): number {
    // Text is found in nearly every look while it is there.
    if (this.kind === 'text') return this.seenSeconds;
    return this.#evidence * followSecondsPerEvidence * (this.#evidence < littleEvidence ? 0.5 : 1);
  }

  /** From its first sight to its last. */
  get seenSeconds(): number {
    return this.lastSight.seconds - this.#first.seconds;
  }

  /** Whether a look since the last sight did not find it. */
  get wasMissed(): boolean {
    return this.#wasMissed;
  }

  get isSeenOnce(): boolean {
    return this.#sights.length === 1;
  }

  /** The last moment at which a detector or the pictures confirm it. */
  get confirmedSeconds(): number {
    return this.#tail.findLast((trace) => trace.isConfirmed)?.seconds ?? this.lastSight.seconds;
  }

  /** Whether it moved out of the picture by this frame. */
  hasLeftBy(frame: number): boolean {
    const there = this.#tail.findLast((trace) => trace.frame <= frame);
    return there !== undefined && this.#insideShare(there.box) < leftShare;
  }

  /** Where it is expected in `frame`, which lies after the last sight: by its speed, or followed through the pictures. */
  expect(frame: number, how: 'by-speed' | 'in-pictures'): Trace {
    if (how === 'in-pictures' && !this.#isFollowing && !this.#isDistrusted) {
      this.#tail = [];
      this.#isFollowing = this.#follower.learn(this.#history.at(this.lastSight.frame).lumas, this.lastSight.box);
    }
    if (this.#tail.length === 0) this.#tailVelocity = this.#speed(this.#sights);
    for (;;) {
      const last = this.#tail.at(-1);
      const next = (last ?? this.lastSight).frame + 1;
      if (last && next > frame) break;
      this.#tail.push(this.#trace(last ?? { ...this.lastSight, ...noDoubt }, next));
    }
    return this.#tail[frame - this.lastSight.frame - 1] as Trace;
  }

  /** The pictures followed something else, such as who walks in front of it: back to its speed until it is seen again. */
  distrustPictures(): void {
    this.#tail = [];
    this.#isFollowing = false;
    this.#isDistrusted = true;
  }

  /** A look did not find it. */
  miss(): void {
    this.#wasMissed = true;
  }

  /** Goes on with a detection in `frame`: what lies between is interpolated. */
  see(frame: number, detection: Detection): void {
    const seen = sightOf(this.#history, frame, detection);
    const still = moveBox(this.lastSight.box, this.#history.motionBetween(this.lastSight.frame, frame));
    const isSoon = seen.seconds - this.lastSight.seconds <= velocitySpanSeconds;
    const sight = isSoon ? { ...seen, box: keepSize(seen.box, still, leastSizeShare) } : seen;
    for (const step of this.#between(sight)) this.#settled.add(step);
    this.#settled.add(sight);
    this.#tail = [];
    this.#isFollowing = false;
    this.#isDistrusted = false;
    this.#wasMissed = false;
    this.#sights = [sight, ...this.#sights.slice(0, sightsKept - 1)];
    if (this.#firstSights.length < sightsKept) this.#firstSights.push(sight);
    this.#evidence += detection.score;
  }

  /** Seeks it in the frames before its first sight; beyond the padding only where it is surely something. Once is enough. */
  seekStart(isSure: boolean): void {
    if (this.#head) return;
    const start = this.#seek(isSure, 0);
    this.#head = start.steps;
    this.#headFrom = start.fromSeconds;
  }

  /** Steps before the first sight, latest first, not before `oldestFrame`, and the moment from which on it is hidden. */
  #seek(isSure: boolean, oldestFrame: number): { readonly steps: readonly Step[]; readonly fromSeconds: number } {
    const velocity = this.#speed(this.#firstSights);
    const follower = new PatchFollower();
    const { lumas } = this.#history.at(this.#first.frame);
    const isFollowing = follower.learn(lumas, this.#first.box);
    const head: Step[] = [];
    let last: Trace = { ...this.#first, ...noDoubt };
    let confirmed: Step = this.#first;
    let speed = velocity;
    let wasSliding = false;
    let fromSeconds = 0;
    for (;;) {
      const farthest = this.#first.seconds - this.followSeconds;
      const followed = Math.max(farthest, confirmed.seconds) - followedPaddingSeconds;
      const from = Math.min(this.#first.seconds - paddingSeconds, isSure ? followed : Infinity);
      if (last.seconds <= from) {
        const isSliding = isSure && this.#slidesOut(last, speed, confirmed.seconds - slideOutSeconds);
        if (!isSliding) {
          fromSeconds = Math.max(0, wasSliding ? last.seconds : from);
          break;
        }
        wasSliding = true;
      }
      const here = this.#history.at(last.frame);
      if (here.isCut || !this.#history.has(last.frame - 1)) {
        const before = this.#history.has(last.frame - 1) ? this.#history.at(last.frame - 1).seconds : here.seconds;
        fromSeconds = (here.seconds + before) / 2;
        break;
      }
      if (last.frame <= oldestFrame) {
        fromSeconds = last.seconds;
        break;
      }
      const hasLeft = this.#insideShare(last.box) < leftShare;
      const next = this.#step(
        last,
        last.frame - 1,
        speed,
        isFollowing && !hasLeft ? follower : undefined,
        this.#firstSights,
      );
      speed = next.velocity;
      last = next.trace;
      if (last.isConfirmed && isSure) confirmed = last;
      head.push(emit(last));
    }
    return { steps: head, fromSeconds };
  }

  /** Ends it: `throughSeconds` is the last moment that may be hidden (a cut, the end of the file), `lastFrame` the last frame before. */
  end(lastFrame: number, throughSeconds: number, isSure: boolean): EndedTrack {
    this.seekStart(isSure);
    if (lastFrame > this.lastSight.frame) this.expect(lastFrame, 'in-pictures');
    const through = Math.min(throughSeconds, this.#hiddenThrough(isSure));
    for (const trace of this.#tail) {
      this.#settled.add(emit(trace));
      if (trace.seconds >= through) break;
    }
    return {
      kind: this.kind,
      steps: thinSteps(hiddenSteps([...(this.#head ?? []).toReversed(), ...this.#settled.finish()])),
      fromSeconds: this.#headFrom,
      throughSeconds: through,
    };
  }

  /**
   * For streams without an end: what {@link end} would give of the frames from `fromFrame` on if nothing more were known. It goes on.
   * Steps before `fromFrame` are forgotten, but for those that sizes are kept by.
   */
  peek(fromFrame: number, lastFrame: number, isSure: boolean): EndedTrack {
    const from = this.#history.at(fromFrame).seconds;
    this.#settled.forgetBefore(Math.min(from, this.lastSight.seconds) - keptSeconds);
    if (this.#first.frame > fromFrame) this.#peekStart(isSure, fromFrame);
    if (lastFrame > this.lastSight.frame) this.expect(lastFrame, 'in-pictures');
    const tail = this.#tail.filter((trace) => trace.frame <= lastFrame).map(emit);
    return {
      kind: this.kind,
      steps: hiddenSteps([...(this.#head ?? []).toReversed(), ...this.#settled.peek(), ...tail]),
      fromSeconds: this.#headFrom,
      throughSeconds: this.#hiddenThrough(isSure),
    };
  }

  /** Sought anew with every sight, as the speed is known better then. */
  #peekStart(isSure: boolean, fromFrame: number): void {
    if (this.#head && this.#headSights === this.#firstSights.length) return;
    const start = this.#seek(isSure, fromFrame);
    this.#head = start.steps;
    this.#headFrom = start.fromSeconds;
    this.#headSights = this.#firstSights.length;
  }

  /** The last moment hidden, as far as is known: from the sights, the pictures and where it goes. */
  #hiddenThrough(isSure: boolean): number {
    const followed = isSure ? this.confirmedSeconds + followedPaddingSeconds : 0;
    const left = this.#tail.find(({ box }) => this.#insideShare(box) < leftShare);
    const isFollowed = isSure || this.confirmedSeconds > this.lastSight.seconds;
    const slidOut =
      isFollowed && left && left.seconds <= Math.max(this.confirmedSeconds, this.lastSight.seconds) + slideOutSeconds
        ? left.seconds
        : 0;
    return Math.max(followed, slidOut, this.lastSight.seconds + paddingSeconds);
  }

  #trace(last: Trace, frame: number): Trace {
    const { trace, velocity } = this.#step(
      last,
      frame,
      this.#tailVelocity,
      this.#isFollowing ? this.#follower : undefined,
      this.#sights,
    );
    this.#tailVelocity = velocity;
    return trace;
  }

  /** Whether it is still in the picture and at this speed will have left by then, forwards or back. */
  #slidesOut({ box, seconds }: Step, velocity: Velocity, bySeconds: number): boolean {
    if (this.#insideShare(box) < leftShare || seconds <= bySeconds) return false;
    return this.#insideShare(advanceBox(box, velocity, bySeconds - seconds)) < leftShare;
  }

  /** One frame on, or back. */
  #step(
    last: Trace,
    frame: number,
    velocity: Velocity,
    follower: PatchFollower | undefined,
    sights: readonly Step[],
  ): { readonly trace: Trace; readonly velocity: Velocity } {
    const next = this.#history.at(frame);
    const elapsed = next.seconds - last.seconds;
    const still = moveBox(last.box, this.#history.motionBetween(last.frame, frame));
    const box = advanceBox(still, velocity, elapsed);
    const found = follower && !next.isBlind ? follower.find(next.lumas, box) : undefined;
    const fade = Math.exp(-Math.abs(elapsed) / growthFadeSeconds);
    if (!found || found.likeness < confirmingLikeness || this.#isBackground(frame, found.box, sights)) {
      return {
        trace: {
          frame,
          seconds: next.seconds,
          box,
          origin: 'extended',
          isConfirmed: false,
          doubtSeconds: last.doubtSeconds + Math.abs(elapsed),
          doubtX: last.doubtX + Math.abs(velocity.x * elapsed) * speedDoubt,
          doubtY: last.doubtY + Math.abs(velocity.y * elapsed) * speedDoubt,
        },
        velocity: { ...velocity, growth: velocity.growth * fade },
      };
    }
    if (found.likeness >= adaptingLikeness) follower?.adapt(next.lumas, found.box, 0.15);
    const gain = 0.2 / elapsed;
    return {
      trace: {
        frame,
        seconds: next.seconds,
        box: found.box,
        origin: 'extended',
        ...noDoubt,
        doubtX: Math.min(found.box.width * farthestTurn, Math.abs(velocity.x * elapsed) * turnDoubt),
        doubtY: Math.min(found.box.height * farthestTurn, Math.abs(velocity.y * elapsed) * turnDoubt),
      },
      velocity: {
        x: velocity.x + (found.box.x + found.box.width / 2 - box.x - box.width / 2) * gain,
        y: velocity.y + (found.box.y + found.box.height / 2 - box.y - box.height / 2) * gain,
        growth: velocity.growth * fade,
      },
    };
  }

  /** Whether what is there was there already when the thing was seen elsewhere: then it was lost to the background. */
  #isBackground(frame: number, box: Box, sights: readonly Step[]): boolean {
    const { lumas } = this.#history.at(frame);
    for (const sight of sights) {
      if (!this.#history.has(sight.frame)) continue;
      const then = moveBox(box, this.#history.motionBetween(frame, sight.frame));
      if (centreDistance(then, sight.box) < elsewhereSizes * boxSize(sight.box)) continue;
      return isSamePatch(lumas, box, this.#history.at(sight.frame).lumas, then);
    }
    return false;
  }

  /** One step for each frame between the last sight and `sight`. */
  *#between(sight: Step): Iterable<Step> {
    const traced = this.#isFollowing ? this.#tail.filter((trace) => trace.frame < sight.frame) : [];
    const confirmed = traced.findLastIndex((trace) => trace.isConfirmed);
    const there = this.#tail.find((trace) => trace.frame === sight.frame);
    if (there?.isConfirmed && this.#isTorn([this.lastSight, ...traced, there]))
      return yield* this.#straight(this.lastSight, sight);
    if (there?.isConfirmed) {
      // Followed all the way: what was amiss at the end is shared out over the way.
      for (const trace of traced) {
        const share = (trace.seconds - this.lastSight.seconds) / (sight.seconds - this.lastSight.seconds);
        yield { ...emit({ ...trace, box: mend(trace.box, there.box, sight.box, share) }), origin: 'interpolated' };
      }
      return;
    }
    for (const trace of traced.slice(0, confirmed + 1)) yield { ...emit(trace), origin: 'interpolated' };
    yield* this.#straight(traced[confirmed] ?? this.lastSight, sight);
  }

  /** Whether a way leaps: then the pictures followed something that stands in front, and found the thing again. */
  #isTorn(steps: readonly Step[]): boolean {
    const last = steps.at(-1) as Step;
    return isTorn(steps.map(({ frame, box }) => moveBox(box, this.#history.motionBetween(frame, last.frame))));
  }

  /** A straight line against the background, whatever the camera does. */
  *#straight(from: Step, to: Step): Iterable<Step> {
    if (to.frame - from.frame < 2) return;
    const start = moveBox(from.box, this.#history.motionBetween(from.frame, to.frame));
    for (let frame = from.frame + 1; frame < to.frame; frame++) {
      const { seconds } = this.#history.at(frame);
      const share = (seconds - from.seconds) / (to.seconds - from.seconds);
      const box = moveBox(mixBoxes(start, to.box, share), this.#history.motionBetween(to.frame, frame));
      yield { frame, seconds, box, origin: 'interpolated' };
    }
  }

  #speed(sights: readonly Step[]): Velocity {
    if (sights.length > 1) return this.#fit(sights);
    this.#firstSpeed ??= measureSpeed(this.#history, this.#first.frame, this.#firstBox);
    return this.#firstSpeed;
  }

  #fit(sights: readonly Step[]): Velocity {
    const [origin] = sights;
    if (!origin) return noVelocity;
    const seen = sights.filter(
      (sight, index) =>
        this.#history.has(sight.frame) &&
        (index < 2 || Math.abs(sight.seconds - origin.seconds) <= velocitySpanSeconds),
    );
    return fitVelocity(
      seen.map((sight) => ({
        seconds: sight.seconds,
        box: moveBox(sight.box, this.#history.motionBetween(sight.frame, origin.frame)),
      })),
    );
  }

  #insideShare(box: Box): number {
    const { width, height } = this.#history;
    const inside = clipBox(box, width, height);
    return inside ? boxArea(inside) / boxArea(box) : 0;
  }
}

function centreDistance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}

/** The box moved by a share of the way from `found` to `seen`. */
function mend(box: Box, found: Box, seen: Box, share: number): Box {
  return shiftBox(
    box,
    (seen.x + seen.width / 2 - found.x - found.width / 2) * share,
    (seen.y + seen.height / 2 - found.y - found.height / 2) * share,
    (boxSize(seen) / boxSize(found)) ** share,
  );
}

/** Steps whose boxes hold all that is to be hidden: sizes do not dip, and doubt about the place is in them. */
function hiddenSteps(steps: readonly Step[]): readonly Step[] {
  return steadySizes(steps).map((step) => ({ ...step, box: doubtedBox(step), doubt: undefined }));
}

/** Where nothing confirms it a thing is anywhere around, most of all along its way. */
function emit({ frame, seconds, box, origin, doubtSeconds, doubtX, doubtY }: Trace): Step {
  if (doubtSeconds === 0) return { frame, seconds, box, origin, doubt: { x: doubtX, y: doubtY } };
  const around = Math.min(0.2, 0.3 * doubtSeconds);
  const farthest = boxSize(box) * farthestDoubt;
  const doubt = {
    x: Math.max(around * box.width, Math.min(farthest, doubtX)),
    y: Math.max(around * box.height, Math.min(farthest, doubtY)),
  };
  return { frame, seconds, box, origin, doubt };
}

function sightOf(history: FrameHistory, frame: number, { kind, box, score, facing = 0 }: Detection): Step {
  const { seconds } = history.at(frame);
  return {
    frame,
    seconds,
    box: kind === 'face' ? allowForDoubt(allowForHat(widenProfile(box, facing)), score) : box,
    origin: 'detected',
    score,
  };
}

/** Where a detector is not sure, or sees few pixels, it does not know the edges well. */
function allowForDoubt(box: Box, score: number): Box {
  const small = Math.max(0, 1 - boxSize(box) / smallPixels);
  return shiftBox(box, 0, 0, 1 + doubtGrowth * (1 - score) + smallGrowth * small);
}

function allowForHat(box: Box): Box {
  const taller = box.height * hatShare;
  return { ...box, y: box.y - taller, height: box.height + taller };
}

/** A head is as wide from the side as from the front, a face is not: the rest is behind it, or around it where nobody knows. */
function widenProfile(box: Box, facing: number): Box {
  const turned = Math.abs(facing);
  const least = box.height * (leastFaceAspect + turned * (profileHeadAspect - leastFaceAspect));
  const width = Math.max(box.width, least);
  const shareLeft = 0.5 + 0.5 * facing;
  return { ...box, x: box.x - (width - box.width) * shareLeft, width };
}
