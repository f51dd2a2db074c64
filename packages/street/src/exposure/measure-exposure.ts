import type { Box, FrameTruth, PersonTruth, StreetTruth } from '../truth.ts';

/** Which pixels of a frame are hidden: one byte a pixel, 1 where hidden. */
export type HiddenPixels = Uint8Array;

/** One person from entering to leaving, or one piece of writing. */
export interface MeasuredTrack {
  readonly track: number;
  /** Frames that count: enough of it is seen. */
  readonly frames: number;
  /** Of those, frames in which it is not covered. */
  readonly exposedFrames: readonly number[];
  /** Longest run of exposed frames that follow each other. */
  readonly longestRun: number;
  /** Its largest width, in pixels. */
  readonly widest: number;
}

/** What a hidden copy of a drawn clip shows. */
export interface Exposure {
  /** People whose face, up to profile, is seen at 16 px and more in some frame. */
  readonly people: readonly MeasuredTrack[];
  /** Writing that is seen whole or nearly so. */
  readonly texts: readonly MeasuredTrack[];
  /** Share of all pixels that are hidden outside heads, plates and texts grown by 60 % per side, 0 to 1. */
  readonly hiddenWithoutNeed: number;
  readonly frames: number;
}

/** What counts and what is covered. Those of the benchmark's rules B1 to B3. */
const rules = {
  /** Least width of a face, in pixels, in one frame at least. */
  faceWidth: 16,
  /** Least share of the face box that is seen, in frames that count. */
  faceVisible: 0.1,
  /** Covered: this share of the head box, and of the eyes, nose and mouth. */
  headCovered: 0.95,
  coreCovered: 0.999,
  /** Least height of glyphs, in pixels, and share of a text that is seen. */
  glyphHeight: 8,
  textVisible: 0.5,
  textCovered: 0.95,
  /** Growth per side of what may be hidden. */
  growth: 0.6,
} as const;

/** Compares what is hidden in every frame with the truth, exactly, from pixels. `hidden` gives one mask a frame, in order. */
export function measureExposure(truth: StreetTruth, hidden: Iterable<HiddenPixels>): Exposure {
  const people = new Map<number, Tally>();
  const texts = new Map<number, Tally>();
  let without = 0;
  let frames = 0;
  for (const pixels of hidden) {
    const frame = truth.frames[frames];
    if (!frame) throw new RangeError(`Expected ${truth.frames.length} frames, received more.`);
    for (const person of frame.people) tallyPerson(people, person, frame.index, pixels, truth);
    for (const text of frame.texts) {
      const box = boundsOf(text.quad);
      const counts = text.visible >= rules.textVisible && text.glyphHeight >= rules.glyphHeight;
      const isCovered = !counts || coveredShare(box, pixels, truth) >= rules.textCovered;
      tally(texts, text.track, { index: frame.index, counts, isCovered, width: box.width });
    }
    without += countWithoutNeed(frame, pixels, truth);
    frames += 1;
  }
  if (frames !== truth.frames.length)
    throw new RangeError(`Expected ${truth.frames.length} frames, received ${frames}.`);
  return {
    people: finish(people).filter(({ widest }) => widest >= rules.faceWidth),
    texts: finish(texts),
    hiddenWithoutNeed: without / (frames * truth.width * truth.height),
    frames,
  };
}

interface Tally {
  frames: number;
  exposed: number[];
  widest: number;
}

interface Sight {
  readonly index: number;
  readonly counts: boolean;
  readonly isCovered: boolean;
  readonly width: number;
}

function tallyPerson(
  tallies: Map<number, Tally>,
  person: PersonTruth,
  index: number,
  pixels: HiddenPixels,
  size: StreetTruth,
): void {
  const { track, face, head, faceVisible } = person;
  if (face === 'behind') return;
  const counts = faceVisible >= rules.faceVisible;
  const isCovered =
    !counts ||
    (coveredShare(head, pixels, size) >= rules.headCovered &&
      coveredShare(coreOf(face), pixels, size) >= rules.coreCovered);
  tally(tallies, track, { index, counts, isCovered, width: counts ? face.width : 0 });
}

function tally(tallies: Map<number, Tally>, track: number, { index, counts, isCovered, width }: Sight): void {
  const known = tallies.get(track) ?? { frames: 0, exposed: [], widest: 0 };
  tallies.set(track, known);
  if (!counts) return;
  known.frames += 1;
  known.widest = Math.max(known.widest, width);
  if (!isCovered) known.exposed.push(index);
}

function finish(tallies: Map<number, Tally>): MeasuredTrack[] {
  return [...tallies]
    .filter(([, { frames }]) => frames > 0)
    .map(([track, { frames, exposed, widest }]) => {
      return { track, frames, exposedFrames: exposed, longestRun: longestRunOf(exposed), widest };
    });
}

function longestRunOf(indices: readonly number[]): number {
  let longest = 0;
  let run = 0;
  for (const [at, index] of indices.entries()) {
    run = at > 0 && index === (indices[at - 1] ?? 0) + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Eyes, nose and mouth: the middle of the face. */
function coreOf(face: Box): Box {
  return {
    x: face.x + face.width * 0.2,
    y: face.y + face.height * 0.2,
    width: face.width * 0.6,
    height: face.height * 0.7,
  };
}

function boundsOf(quad: readonly { readonly x: number; readonly y: number }[]): Box {
  const xs = quad.map(({ x }) => x);
  const ys = quad.map(({ y }) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** Share of the box's pixels inside the picture that are hidden; 1 where none is inside. */
function coveredShare(
  box: Box,
  pixels: HiddenPixels,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const [left, right] = [Math.max(0, Math.round(box.x)), Math.min(width, Math.round(box.x + box.width))];
  const [top, bottom] = [Math.max(0, Math.round(box.y)), Math.min(height, Math.round(box.y + box.height))];
  let hidden = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) hidden += pixels[y * width + x] ?? 0;
  const all = Math.max(0, right - left) * Math.max(0, bottom - top);
  return all === 0 ? 1 : hidden / all;
}

function countWithoutNeed(frame: FrameTruth, pixels: HiddenPixels, { width, height }: StreetTruth): number {
  const needed = new Uint8Array(width * height);
  const boxes = [...frame.people.map(({ head }) => head), ...frame.texts.map(({ quad }) => boundsOf(quad))];
  for (const box of boxes) markGrown(needed, box, width, height);
  let without = 0;
  for (let at = 0; at < needed.length; at++) if (pixels[at] === 1 && needed[at] === 0) without += 1;
  return without;
}

function markGrown(needed: Uint8Array, box: Box, width: number, height: number): void {
  const left = Math.max(0, Math.floor(box.x - box.width * rules.growth));
  const right = Math.min(width, Math.ceil(box.x + box.width * (1 + rules.growth)));
  const top = Math.max(0, Math.floor(box.y - box.height * rules.growth));
  const bottom = Math.min(height, Math.ceil(box.y + box.height * (1 + rules.growth)));
  for (let y = top; y < bottom; y++) needed.fill(1, y * width + left, y * width + Math.max(left, right));
}
