import type { Box, PersonTruth, StreetTruth } from '../truth.ts';

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
  /** The same people's frames in which less than a tenth of the face is seen. */
  readonly slivers: readonly MeasuredTrack[];
  /** People whose head is seen at 16 px and more, but never their face: from behind, or as slivers. */
  readonly behind: readonly MeasuredTrack[];
  /** Writing that is seen whole or nearly so. */
  readonly texts: readonly MeasuredTrack[];
  /** Frames of faces of which enough is seen, by width of the head in pixels. */
  readonly byHeadWidth: Readonly<Record<HeadWidth, Covered>>;
  /** Share of all pixels that are hidden outside heads, plates and texts grown by 60 % per side, 0 to 1. */
  readonly hiddenWithoutNeed: number;
  readonly frames: number;
}

/** Bins of head width, in pixels: from, up to but not including. */
export const headWidths = ['8-12', '12-16', '16-24', '24-32', '32-64', '64-128', '128+'] as const;
export type HeadWidth = (typeof headWidths)[number];

/** How many of some frames are covered. */
export interface Covered {
  readonly frames: number;
  readonly covered: number;
}

/** What counts and what is covered. Those of the benchmark's rules B1 to B3. */
const rules = {
  /** Least width of a face, in pixels, in one frame at least. */
  faceWidth: 16,
  /** Least share of the face box in which face is seen, not headgear, in frames that count. */
  faceVisible: 0.1,
  /** Covered: this share of the head box, and of the eyes, nose and mouth, each as far as it is seen. */
  headCovered: 0.95,
  coreCovered: 0.999,
  /** Least height of glyphs, in pixels, and share of a text that is seen. */
  glyphHeight: 8,
  textVisible: 0.5,
  textCovered: 0.95,
  /** Growth per side of what may be hidden. */
  growth: 0.6,
  /** What is hidden so long before and after a visit where it begins and ends is not counted (R13). */
  paddingSeconds: 0.5,
} as const;

/** Compares what is hidden in every frame with the truth, exactly, from pixels. `hidden` gives one mask a frame, in order. */
export function measureExposure(truth: StreetTruth, hidden: Iterable<HiddenPixels>): Exposure {
  const faces = new Map<number, Tally>();
  const slivers = new Map<number, Tally>();
  const backs = new Map<number, Tally>();
  const texts = new Map<number, Tally>();
  const byHeadWidth = emptyBins();
  const needed = listNeeded(truth);
  let without = 0;
  let frames = 0;
  for (const pixels of hidden) {
    const frame = truth.frames[frames];
    if (!frame) throw new RangeError(`Expected ${truth.frames.length} frames, received more.`);
    for (const person of frame.people) {
      const { track, face, head, bareFaceVisible, headVisible, headWidth } = person;
      const isHeadCovered = coveredShare(seenOf(head, person), pixels, truth) >= rules.headCovered;
      const isSeen = face !== 'behind' && bareFaceVisible >= rules.faceVisible;
      if (face === 'behind' || bareFaceVisible === 0) {
        const counts = headVisible >= rules.faceVisible;
        tally(backs, track, { index: frame.index, counts, isCovered: isHeadCovered, width: head.width });
        continue;
      }
      const isCovered = isHeadCovered && coveredShare(seenOf(coreOf(face), person), pixels, truth) >= rules.coreCovered;
      const sight = { index: frame.index, counts: true, isCovered, width: face.width };
      tally(isSeen ? faces : slivers, track, sight);
      if (isSeen) countHeadWidth(byHeadWidth, headWidth, isCovered);
    }
    for (const text of frame.texts) {
      const box = boundsOf(text.quad);
      const counts = text.visible >= rules.textVisible && text.glyphHeight >= rules.glyphHeight;
      const isCovered = !counts || coveredShare(box, pixels, truth) >= rules.textCovered;
      tally(texts, text.track, { index: frame.index, counts, isCovered, width: box.width });
    }
    without += countOutside(needed[frames] ?? [], pixels, truth);
    frames += 1;
  }
  if (frames !== truth.frames.length)
    throw new RangeError(`Expected ${truth.frames.length} frames, received ${frames}.`);
  const people = finish(faces).filter(({ widest }) => widest >= rules.faceWidth);
  const counted = new Set(people.map(({ track }) => track));
  return {
    people,
    slivers: finish(slivers).filter(({ track }) => counted.has(track)),
    behind: finish(backs).filter(({ track, widest }) => !counted.has(track) && widest >= rules.faceWidth),
    texts: finish(texts),
    byHeadWidth,
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

type Bins = Record<HeadWidth, { frames: number; covered: number }>;

function emptyBins(): Bins {
  return Object.fromEntries(headWidths.map((bin) => [bin, { frames: 0, covered: 0 }])) as Bins;
}

function countHeadWidth(bins: Bins, width: number, isCovered: boolean): void {
  const bin = headWidths.findLast((name) => width >= Number.parseInt(name, 10));
  if (!bin) return;
  bins[bin].frames += 1;
  bins[bin].covered += isCovered ? 1 : 0;
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

/** The part of a box within what is seen of the head: what is behind a wall cannot be exposed. Empty where nothing is seen. */
function seenOf(box: Box, { headSeen }: PersonTruth): Box {
  const { x, y, width, height } = headSeen ?? { ...box, width: 0, height: 0 };
  const [left, top] = [Math.max(box.x, x), Math.max(box.y, y)];
  const [right, bottom] = [Math.min(box.x + box.width, x + width), Math.min(box.y + box.height, y + height)];
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
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

/** Boxes that may be hidden, for each frame: heads and writing grown, and those that come or went within half a second. */
function listNeeded(truth: StreetTruth): readonly (readonly Box[])[] {
  const padding = Math.round(rules.paddingSeconds * truth.fps);
  const needed: Box[][] = truth.frames.map(({ people, texts }) => [
    ...people.map((person) => growBy(wholeHead(person, truth))),
    ...texts.map(({ quad }) => growBy(boundsOf(quad))),
  ]);
  for (const { from, first, through, last } of listVisits(truth)) {
    for (let before = Math.max(0, from - padding); before < from; before++) needed[before]?.push(first);
    for (let after = through + 1; after <= through + padding; after++) needed[after]?.push(last);
  }
  return needed;
}

interface Visit {
  readonly from: number;
  readonly first: Box;
  through: number;
  last: Box;
}

/** When everybody and all writing comes and goes, and where: first and last boxes, grown. */
function listVisits({ frames, ...picture }: StreetTruth): readonly Visit[] {
  const visits: Visit[] = [];
  const open = new Map<string, Visit>();
  for (const [index, { people, texts }] of frames.entries()) {
    const here = [
      ...people.map((person) => [`person ${person.track}`, growBy(wholeHead(person, picture))] as const),
      ...texts.map(({ track, quad }) => [`text ${track}`, growBy(boundsOf(quad))] as const),
    ];
    for (const [key, box] of here) {
      const known = open.get(key);
      if (known && known.through === index - 1) {
        known.through = index;
        known.last = box;
        continue;
      }
      const visit = { from: index, first: box, through: index, last: box };
      visits.push(visit);
      open.set(key, visit);
    }
  }
  return visits;
}

/** The head as large as it is, also where a border of the picture cuts it. */
function wholeHead(
  { head, headWidth, headHeight }: PersonTruth,
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  const x = head.x <= 0 && head.x + head.width < width ? head.x + head.width - headWidth : head.x;
  const y = head.y <= 0 && head.y + head.height < height ? head.y + head.height - headHeight : head.y;
  return { x, y, width: Math.max(head.width, headWidth), height: Math.max(head.height, headHeight) };
}

function growBy({ x, y, width, height }: Box): Box {
  const { growth } = rules;
  return {
    x: x - width * growth,
    y: y - height * growth,
    width: width * (1 + 2 * growth),
    height: height * (1 + 2 * growth),
  };
}

/** Hidden pixels outside the boxes. */
function countOutside(
  boxes: readonly Box[],
  pixels: HiddenPixels,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const needed = new Uint8Array(width * height);
  for (const box of boxes) {
    const left = Math.max(0, Math.floor(box.x));
    const right = Math.min(width, Math.ceil(box.x + box.width));
    const top = Math.max(0, Math.floor(box.y));
    const bottom = Math.min(height, Math.ceil(box.y + box.height));
    for (let y = top; y < bottom; y++) needed.fill(1, y * width + left, y * width + Math.max(left, right));
  }
  let without = 0;
  for (let at = 0; at < needed.length; at++) if (pixels[at] === 1 && needed[at] === 0) without += 1;
  return without;
}
