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
  // Judged afterwards: a viewer that is slow would lose pictures.
  const received = new Map<number, Uint8Array>();
  let isCounting = false;
  let last = -1;
  const ended = new AbortController();
  await using watcher = new StreamWatcher({
    url,
    width: truth.width,
    height: truth.height,
    onFrame: (frame) => {
      const index = readMark(frame);
      if (index === undefined) return;
      // A whole showing: from one beginning of the clip to the next.
      if (index < last) {
        if (isCounting) return ended.abort();
        isCounting = true;
      }
      last = index;
      if (isCounting) received.set(index, frame.rgb.slice());
    },
  });
  await delay(timeoutMs, undefined, { signal: ended.signal }).catch(() => undefined);
  if (!watcher.isConnected) throw new Error(`The viewer lost the stream. ${watcher.complaints}`);
  return judge(truth, findMasks(path, received));
}

/** Which pixels of one frame are hidden. */
interface Masks {
  /** Those that changed. */
  readonly changed: Uint8Array;
  /** Those, and those that have the fill's colour, whether or not what was there had it nearly, too, as grey walls do. */
  readonly covered: Uint8Array;
}

/** The fill is grey, exactly; encoded, it differs by little. */
const fill = 128;
const fillTolerance = 8;

function coverWithFill(changed: Uint8Array, rgb: Uint8Array): Uint8Array {
  return changed.map((isChanged, at) => {
    if (isChanged === 1) return 1;
    for (let channel = at * 3; channel < at * 3 + 3; channel++) {
      if (Math.abs((rgb[channel] ?? 0) - fill) > fillTolerance) return 0;
    }
    return 1;
  });
}

/** Which pixels of each frame that came are hidden. */
function findMasks(path: string, received: ReadonlyMap<number, Uint8Array>): ReadonlyMap<number, Masks> {
  const masks = new Map<number, Masks>();
  let index = 0;
  for (const input of readRgbFrames(path)) {
    const rgb = received.get(index);
    if (rgb) {
      const changed = findHiddenPixels(input, { ...input, rgb });
      masks.set(index, { changed, covered: coverWithFill(changed, rgb) });
    }
    index++;
  }
  return masks;
}

function judge(truth: StreetTruth, masks: ReadonlyMap<number, Masks>): SeenClip {
  const frames = truth.frames.filter(({ index }) => masks.has(index));
  const seenMasks = frames.map(({ index }) => masks.get(index) as Masks);
  const hidden = seenMasks.map(({ covered }) => covered);
  const only = (keeps: (person: PersonTruth) => boolean): StreetTruth => ({
    ...truth,
    frames: frames.map((frame) => ({ ...frame, people: frame.people.filter(keeps) })),
  });
  const seen = measureExposure(
    only(({ bareFaceVisible }) => bareFaceVisible >= leastVisible),
    hidden,
  );
  const slivers = measureExposure(
    only(({ bareFaceVisible }) => bareFaceVisible > 0 && bareFaceVisible < leastVisible),
    hidden,
  );
  const all = measureExposure(
    { ...truth, frames },
    seenMasks.map(({ changed }) => changed),
  );
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
