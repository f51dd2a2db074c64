import { setTimeout as delay } from 'node:timers/promises';
import {
  findHiddenPixels,
  measureExposure,
  readMark,
  readRgbFrames,
  StreamWatcher,
  type PersonTruth,
  type StreetTruth,
} from '@passerby/street';

/** What a viewer of a hidden stream saw of one clip, from its first frame to its last. */
export interface SeenClip {
  /** People whose face, at 16 px and more, is seen by half in some frame that was received. */
  readonly people: number;
  /** Of those, with at least one and at least three exposed frames. */
  readonly exposedOnce: number;
  readonly exposedThrice: number;
  /** People of whom only slivers, less than half of the face, were exposed. */
  readonly slivers: number;
  readonly hiddenWithoutNeed: number;
  /** Frames of the clip, and how many of them came as pictures. */
  readonly frames: number;
  readonly received: number;
}

const leastVisible = 0.5;

/** Watches one showing of a clip that a gateway hides, and judges it from pixels against the clip itself. */
export async function watchClip(url: string, path: string, truth: StreetTruth, timeoutMs: number): Promise<SeenClip> {
  const inputs = [...readRgbFrames(path)];
  const masks = new Map<number, Uint8Array>();
  let isCounting = false;
  let last = -1;
  const ended = new AbortController();
  await using watcher = new StreamWatcher({
    url,
    width: truth.width,
    height: truth.height,
    onFrame: (frame) => {
      const index = readMark(frame);
      const input = index === undefined ? undefined : inputs[index];
      if (index === undefined || !input) return;
      // A whole showing: from one beginning of the clip to the next.
      if (index < last) {
        if (isCounting) return ended.abort();
        isCounting = true;
      }
      last = index;
      if (isCounting) masks.set(index, findHiddenPixels(input, frame));
    },
  });
  await delay(timeoutMs, undefined, { signal: ended.signal }).catch(() => undefined);
  if (!watcher.isConnected) throw new Error(`The viewer lost the stream. ${watcher.complaints}`);
  return judge(truth, masks);
}

function judge(truth: StreetTruth, masks: ReadonlyMap<number, Uint8Array>): SeenClip {
  const frames = truth.frames.filter(({ index }) => masks.has(index));
  const hidden = frames.map(({ index }) => masks.get(index) as Uint8Array);
  const only = (keeps: (person: PersonTruth) => boolean): StreetTruth => ({
    ...truth,
    frames: frames.map((frame) => ({ ...frame, people: frame.people.filter(keeps) })),
  });
  const seen = measureExposure(
    only(({ faceVisible }) => faceVisible >= leastVisible),
    hidden,
  );
  const slivers = measureExposure(
    only(({ faceVisible }) => faceVisible > 0 && faceVisible < leastVisible),
    hidden,
  );
  const all = measureExposure({ ...truth, frames }, hidden);
  const exposed = (least: number): number =>
    seen.people.filter(({ exposedFrames }) => exposedFrames.length >= least).length;
  return {
    people: seen.people.length,
    exposedOnce: exposed(1),
    exposedThrice: exposed(3),
    slivers: slivers.people.filter(({ exposedFrames }) => exposedFrames.length > 0).length,
    hiddenWithoutNeed: all.hiddenWithoutNeed,
    frames: truth.frames.length,
    received: frames.length,
  };
}
