import type { Detection } from '../detect/detection.ts';
import type { FrameHistory } from './frame-history.ts';
import { groupDetections } from './group-detections.ts';
import { LiveTrack, paddingSeconds, type EndedTrack } from './live-track.ts';
import { matchDetections, type Match } from './match-detections.ts';
import { boxSize } from './path.ts';

/** From this score on a detection is taken for a real thing by itself. */
const strongScore = 0.5;
/** A track without any sight for this long is over. */
const lostSeconds = 2;
/** Matches at a higher cost than this are worth a look in between. */
const surprisingCost = 0.6;

/** What the tracks make of a look: worked out before it is settled, as a look in between may come first. */
export interface Reading {
  readonly frame: number;
  readonly detections: readonly Detection[];
  readonly matches: readonly Match[];
  /** Something begins, ends, moves or changes size more than expected: a look in between would tell. */
  readonly isSurprising: boolean;
}

/** Puts the looks of one video together to tracks. One tracker for each kind of thing. */
export class Tracker {
  readonly #history: FrameHistory;
  #live: LiveTrack[] = [];
  #ended: EndedTrack[] = [];

  constructor(history: FrameHistory) {
    this.#history = history;
  }

  /** Reads a look at `frame`, later than all settled ones, without settling it. */
  read(frame: number, found: readonly Detection[]): Reading {
    const detections = groupDetections(found);
    const expectations = this.#live.map((track) => {
      const { box, seconds } = track.expect(frame);
      const unseen = seconds - track.lastSight.seconds;
      return { box, reachRatio: Math.min(2, 0.5 + unseen), sizeRatio: Math.min(2.5, 1.5 + unseen) };
    });
    const matches = matchDetections(expectations, detections);
    const matched = new Set(matches.map((match) => match.detection));
    const kept = new Set(matches.map((match) => match.track));
    const { seconds } = this.#history.at(frame);
    const isSurprising =
      detections.some((detection, index) => !matched.has(index) && detection.score >= strongScore) ||
      this.#live.some(
        (track, index) =>
          !kept.has(index) && track.bestScore >= strongScore && seconds - track.lastSight.seconds < lostSeconds / 2,
      ) ||
      matches.some(({ track, detection, cost }) => {
        const from = this.#live[track]?.lastSight;
        const to = detections[detection];
        if (!from || !to) return false;
        const moved = Math.hypot(from.box.x - to.box.x, from.box.y - to.box.y) / boxSize(to.box);
        return cost > surprisingCost || moved > 1;
      });
    return { frame, detections, matches, isSurprising };
  }

  /** Settles a reading. Nothing may have been settled since it was made. */
  settle(reading: Reading): void {
    const { frame, detections, matches } = reading;
    const fresh = new Set(detections.keys());
    for (const { track, detection } of matches) {
      this.#live[track]?.see(frame, detections[detection] as Detection);
      fresh.delete(detection);
    }
    const { seconds } = this.#history.at(frame);
    for (const track of this.#live) if (seconds - track.firstSight.seconds >= paddingSeconds) track.seekStart();
    this.#live = this.#live.filter((track) => {
      if (seconds - track.lastSight.seconds <= lostSeconds) return true;
      this.#ended.push(track.end(frame, seconds));
      return false;
    });
    for (const index of fresh) this.#live.push(new LiveTrack(this.#history, frame, detections[index] as Detection));
  }

  /** Ends all tracks: after `lastFrame` comes a cut, or nothing. `throughSeconds` is the last moment hidden. */
  cut(lastFrame: number, throughSeconds: number): void {
    for (const track of this.#live) this.#ended.push(track.end(lastFrame, throughSeconds));
    this.#live = [];
  }

  /** The tracks that ended so far, in the order in which they did; they are handed over. */
  takeEnded(): readonly EndedTrack[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }
}
