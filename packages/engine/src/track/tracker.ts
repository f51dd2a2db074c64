import type { Detection, DetectionKind } from '../detect/detection.ts';
import { overlapRatio, type Box } from '../frame/box.ts';
import type { FrameHistory } from './frame-history.ts';
import { groupDetections } from './group-detections.ts';
import { LiveTrack, lostSeconds, paddingSeconds, type EndedTrack } from './live-track.ts';
import { boxOfSteps } from './path.ts';
import { matchClearly, matchDetections, type Expectation, type Match } from './match-detections.ts';

/** From this score on a detection is taken for a real thing by itself. */
const strongScore = 0.5;
/** So many scores together make sure of a thing: two good sights or a row of weak ones. */
const sureEvidence = 0.4;
/** Hems, shoes and table feet are taken for text, with scores as high as those of text, but seldom in looks that are this far apart. */
const sureTextSeconds = 0.2;
/** Hardly anybody moves more than this many head sizes a second, close to the camera or not. */
const fastestSizesPerSecond = 45;
/** And nobody is looked for farther away than this many sizes. */
const farthestSizes = 2;
/** A lost track may be found again for this long. */
const findAgainSeconds = 2;
/** What looks did not find for longer than this may be another thing when it is seen again. */
const reunionSeconds = 0.5;
/** A thing without any sight by a detector is followed in pictures for this long. */
const longestFollowSeconds = 8;
/** Matches at a higher cost than this are worth a look in between. */
const surprisingCost = 0.6;

/** What the tracks make of a look: worked out before it is settled, as a look in between may come first. */
export interface Reading {
  readonly frame: number;
  readonly detections: readonly Detection[];
  readonly matches: readonly Match[];
  /** Something begins, ends or jumps: a look in between would tell. One that begins as another ends may be the same, and fast. */
  readonly surprise: 'begins' | 'ends' | 'jumps' | 'begins and ends' | undefined;
}

/** A track that is over, in a stream in which frames from before that have not left yet. */
interface PastTrack {
  readonly track: LiveTrack;
  readonly lastFrame: number;
  readonly isSure: boolean;
}

/** Where a track is in one frame. */
export interface Place {
  /** The same object for the same track, and nothing else. */
  readonly track: object;
  readonly kind: DetectionKind;
  /** In pixels, before growth; may reach beyond the borders. */
  readonly box: Box;
}

/** Puts the looks of one video together to tracks. One tracker for each kind of thing. */
export class Tracker {
  readonly #history: FrameHistory;
  readonly #isStream: boolean;
  #live: LiveTrack[] = [];
  #ended: EndedTrack[] = [];
  #past: PastTrack[] = [];
  #lastLook = -1;

  /** `isStream`: there is no end to wait for. Ask for `placesAt`; `takeEnded` gives nothing. */
  constructor(history: FrameHistory, options: { readonly isStream?: boolean } = {}) {
    this.#history = history;
    this.#isStream = options.isStream ?? false;
  }

  /** Reads a look at `frame`, later than all settled ones, without settling it. */
  read(frame: number, found: readonly Detection[]): Reading {
    this.#forget();
    const detections = groupDetections(found);
    const clear = matchClearly(
      this.#live.map((track) => this.#expect(track, frame, 'by-speed')),
      detections,
    );
    // Following in pictures takes time: only where speed alone leaves doubt.
    const tracks = [...this.#live.keys()].filter((place) => !clear.some((match) => match.track === place));
    const others = [...detections.keys()].filter((place) => !clear.some((match) => match.detection === place));
    const rest = matchDetections(
      tracks.map((place) => this.#expect(this.#live[place] as LiveTrack, frame, 'in-pictures')),
      others.map((place) => detections[place] as Detection),
    );
    const matches = [
      ...clear,
      ...rest.map(({ track, detection, cost }) => ({
        track: tracks[track] as number,
        detection: others[detection] as number,
        cost,
      })),
    ];
    return { frame, detections, matches, surprise: this.#surprise(frame, detections, matches) };
  }

  /** Settles a reading. Nothing may have been settled since it was made. */
  settle(reading: Reading): void {
    const { frame, detections, matches } = reading;
    const { seconds } = this.#history.at(frame);
    const fresh = new Set(detections.keys());
    const seen = new Set<LiveTrack>();
    for (const { track: place, detection } of matches) {
      const track = this.#live[place] as LiveTrack;
      const found = detections[detection] as Detection;
      const isSplit = track.wasMissed && seconds - track.lastSight.seconds > reunionSeconds;
      track.see(frame, found);
      fresh.delete(detection);
      seen.add(track);
      // After so long it may be somebody else: both ways to this place are hidden, the old one's and that of who is here now.
      if (isSplit) {
        this.#retire(track, frame, seconds);
        this.#live[place] = new LiveTrack(this.#history, frame, found, track.evidence);
        seen.add(this.#live[place]);
      }
    }
    for (const track of this.#live) {
      if (seen.has(track)) continue;
      track.miss();
      const { box } = track.expect(frame, 'in-pictures');
      // Who walks in front of somebody is followed in their place.
      if ([...seen].some((other) => overlapRatio(other.lastSight.box, box) > 0.4)) track.distrustPictures();
    }
    this.#live = this.#live.filter((track) => {
      if (!this.#isStream && seconds - track.firstSight.seconds >= paddingSeconds) track.seekStart(isSure(track));
      if (!this.#isOver(track, frame)) return true;
      this.#retire(track, frame, seconds);
      return false;
    });
    for (const index of fresh) this.#live.push(new LiveTrack(this.#history, frame, detections[index] as Detection));
    this.#lastLook = frame;
  }

  /**
   * Streams: where everything is in `frame`, as far as is known now. What the last look saw stays until another look does not see it.
   * Frames before `frame` are not asked for any more.
   */
  placesAt(frame: number): readonly Place[] {
    this.#forget();
    const { seconds } = this.#history.at(frame);
    this.#past = this.#past.filter(({ track, lastFrame, isSure: wasSure }) => {
      return track.peek(frame, lastFrame, wasSure).throughSeconds >= seconds;
    });
    const past = this.#past.map(({ track, lastFrame, isSure: wasSure }) => ({
      track,
      ...track.peek(frame, lastFrame, wasSure),
    }));
    const live = this.#live.map((track) => {
      const isSeen = track.lastSight.frame >= Math.min(frame, this.#lastLook);
      const peeked = track.peek(frame, isSeen ? frame : this.#history.newest, isSure(track));
      return { track, ...peeked, throughSeconds: isSeen ? Infinity : peeked.throughSeconds };
    });
    return [...past, ...live].flatMap(({ track, kind, steps, fromSeconds, throughSeconds }) => {
      const box = fromSeconds <= seconds && seconds <= throughSeconds ? boxOfSteps(steps, seconds) : undefined;
      return box ? [{ track, kind, box }] : [];
    });
  }

  /** Ends all tracks: after `lastFrame` comes a cut, or nothing. `throughSeconds` is the last moment hidden. */
  cut(lastFrame: number, throughSeconds: number): void {
    for (const track of this.#live) this.#retire(track, lastFrame, throughSeconds);
    this.#live = [];
  }

  /** Streams in which looks stopped for long: what was seen last in frames that are forgotten is known no more. */
  #forget(): void {
    if (!this.#isStream) return;
    this.#live = this.#live.filter((track) => this.#history.has(track.lastSight.frame));
    this.#past = this.#past.filter(({ track }) => this.#history.has(track.lastSight.frame));
  }

  #retire(track: LiveTrack, lastFrame: number, throughSeconds: number): void {
    if (this.#isStream) this.#past.push({ track, lastFrame, isSure: isSure(track) });
    else this.#ended.push(track.end(lastFrame, throughSeconds, isSure(track)));
  }

  /** The tracks that ended so far, in the order in which they did; they are handed over. */
  takeEnded(): readonly EndedTrack[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #expect(track: LiveTrack, frame: number, how: 'by-speed' | 'in-pictures'): Expectation {
    const { box, doubtSeconds, seconds } = track.expect(frame, how);
    const unseen = seconds - track.lastSight.seconds;
    // Where its speed is not known yet it may be as far as people run.
    const roam = track.isSeenOnce ? Math.min(farthestSizes, unseen * fastestSizesPerSecond) : 0;
    return {
      box,
      reachRatio: Math.max(roam, Math.min(2, 0.6 + doubtSeconds)),
      growRatio: 1.4 + Math.min(0.6, doubtSeconds),
      shrinkRatio: 1.8 + Math.min(0.6, doubtSeconds),
    };
  }

  #surprise(frame: number, detections: readonly Detection[], matches: readonly Match[]): Reading['surprise'] {
    const { seconds } = this.#history.at(frame);
    const matched = new Set(matches.map((match) => match.detection));
    const begins = detections.some(({ score }, index) => score >= strongScore && !matched.has(index));
    const kept = new Set(matches.map((match) => match.track));
    const isLosing = (track: LiveTrack): boolean => {
      if (track.evidence < strongScore || track.hasLeftBy(frame)) return false;
      // Pictures say little of what was seen once and may be fast.
      if (begins && track.isSeenOnce) return seconds - track.lastSight.seconds < lostSeconds;
      return track.confirmedSeconds < seconds && seconds - track.confirmedSeconds < lostSeconds;
    };
    const ends = this.#live.some((track, index) => !kept.has(index) && isLosing(track));
    if (begins) return ends ? 'begins and ends' : 'begins';
    if (ends) return 'ends';
    return matches.some(({ cost }) => cost > surprisingCost) ? 'jumps' : undefined;
  }

  #isOver(track: LiveTrack, frame: number): boolean {
    const { seconds } = this.#history.at(frame);
    const unseen = seconds - track.lastSight.seconds;
    if (!isSure(track)) return unseen > findAgainSeconds;
    if (track.hasLeftBy(frame)) return unseen > paddingSeconds;
    return (
      seconds - track.confirmedSeconds > findAgainSeconds ||
      unseen > Math.min(longestFollowSeconds, track.followSeconds)
    );
  }
}

/** Worth following in pictures: not a lone weak sight. */
function isSure(track: LiveTrack): boolean {
  return track.kind === 'text' ? track.seenSeconds >= sureTextSeconds : track.evidence >= sureEvidence;
}
