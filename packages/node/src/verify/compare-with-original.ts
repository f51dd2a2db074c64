import {
  PlanRegions,
  samplesPerPixel,
  type FramePixels,
  type PixelFormat,
  type Plan,
  type Region,
} from '@passerby/engine';
import type { WalkOptions } from '../media/media.ts';
import { openMedia, readFrames, type ShownFrames } from '../media/open-media.ts';
import type { FindingDraft } from './advise.ts';

/** Side of the blocks that are compared, in pixels. */
const blockSide = 8;
/** Mean difference of a block's samples, of 255, from which on something was drawn there: encoding changes less. */
const drawnDifference = 12;
/** Below this closeness, in dB, more happened outside the regions than an encoding anew. */
const leastPsnr = 28;
/** Frames are at the same moment when they are at most this far apart: containers round to their own clocks. In seconds. */
const sameMomentSeconds = 0.002;

/**
 * Walks a file and its original side by side: as many frames, at the same times, of the same size, how close the pixels outside the regions are
 * (the plan's; without a plan: outside of what looks drawn over), and which share of the picture changed.
 * @throws UnsupportedMediaError, DamagedMediaError where either cannot be opened.
 */
export async function compareWithOriginal(
  file: string,
  original: string,
  plan: Plan | undefined,
  { signal, onProgress }: WalkOptions,
): Promise<readonly FindingDraft[]> {
  const [ours, theirs] = [await openShown(file, signal), await openShown(original, signal)];
  if (ours.isPhoto !== theirs.isPhoto) {
    return [
      {
        kind: 'other-size',
        severity: 'notice',
        text: 'Of the file and its original one is a photo, the other is not.',
      },
    ];
  }
  if (ours.width !== theirs.width || ours.height !== theirs.height) return [describeSizes(ours, theirs)];
  const regions = plan && new PlanRegions(plan);
  const difference = new Difference();
  let movedSeconds: number | undefined;
  const rest = theirs.shown.frames[Symbol.asyncIterator]();
  try {
    for await (const frame of ours.shown.frames) {
      using own = frame;
      const next = await rest.next();
      if (next.done) continue;
      using other = next.value;
      if (Math.abs(own.seconds - other.seconds) > sameMomentSeconds) movedSeconds ??= own.seconds;
      difference.add(own.pixels, other.pixels, regions?.covers(own.seconds) ? regions.at(own.seconds) : undefined);
      onProgress(own.index + 1, undefined);
    }
    for (let next = await rest.next(); !next.done; next = await rest.next()) next.value[Symbol.dispose]();
  } finally {
    await rest.return?.();
  }
  return [
    ...describeTimes(ours.shown.count(), theirs.shown.count(), movedSeconds),
    ...difference.describe(regions !== undefined),
  ];
}

interface Shown {
  readonly isPhoto: boolean;
  readonly width: number;
  readonly height: number;
  readonly shown: ShownFrames;
}

async function openShown(file: string, signal: AbortSignal): Promise<Shown> {
  await using media = await openMedia(file);
  const { width, height, kind } = media;
  return { isPhoto: kind === 'photo', width, height, shown: readFrames(file, kind, { signal, onProgress: () => {} }) };
}

function describeSizes(ours: Shown, theirs: Shown): FindingDraft {
  const isTurned = ours.width === theirs.height && ours.height === theirs.width;
  const sizes = `The picture is ${ours.width} x ${ours.height}, the original's ${theirs.width} x ${theirs.height}`;
  const text = `${sizes}${isTurned ? ': it was turned' : ''}, so that their pixels were not compared.`;
  return { kind: 'other-size', severity: 'notice', text };
}

function describeTimes(
  ours: ReturnType<ShownFrames['count']>,
  theirs: ReturnType<ShownFrames['count']>,
  movedSeconds: number | undefined,
): readonly FindingDraft[] {
  const findings: FindingDraft[] = [];
  const notice = (kind: string, text: string, seconds?: number): void => {
    findings.push({ kind, severity: 'notice', text, seconds });
  };
  if (ours.frameCount !== theirs.frameCount) {
    notice('other-length', `${ours.frameCount} frames are shown, ${theirs.frameCount} in the original.`);
  }
  if (Math.abs(ours.durationSeconds - theirs.durationSeconds) > 0.05) {
    const [own, other] = [ours.durationSeconds.toFixed(2), theirs.durationSeconds.toFixed(2)];
    notice('other-length', `The file lasts ${own} s, the original ${other} s.`);
  }
  if (movedSeconds !== undefined) {
    notice('other-times', 'From here on frames are shown at other times than in the original.', movedSeconds);
  }
  return findings;
}

/** How much two walks of frames differ, block by block, in brightness (green for RGB). */
class Difference {
  #blocks = 0;
  #changed = 0;
  #outsideSamples = 0;
  #outsideSquares = 0;

  /** Borrows both pictures. */
  add(ours: FramePixels, theirs: FramePixels, regions: readonly Region[] | undefined): void {
    for (let y = 0; y < ours.height; y += blockSide) {
      for (let x = 0; x < ours.width; x += blockSide) {
        const { samples, sum, squares } = compareBlock(ours, theirs, x, y);
        const isDrawn = sum > drawnDifference * samples;
        const isInside = regions === undefined ? isDrawn : regions.some(({ box }) => touches(box, x, y));
        this.#blocks += 1;
        if (isDrawn) this.#changed += 1;
        if (isInside) continue;
        this.#outsideSamples += samples;
        this.#outsideSquares += squares;
      }
    }
  }

  describe(hasPlan: boolean): readonly FindingDraft[] {
    const percent = (100 * this.#changed) / Math.max(1, this.#blocks);
    const outside = hasPlan ? 'outside the regions of the plan' : 'outside of that';
    const psnr = 10 * Math.log10((255 * 255 * this.#outsideSamples) / this.#outsideSquares);
    const closeness =
      this.#outsideSquares === 0
        ? `${outside} no pixel differs`
        : `${outside} it is close by ${psnr.toFixed(1)} dB (PSNR)`;
    const share: FindingDraft = {
      kind: 'changed-share',
      severity: 'notice',
      text: `${percent.toFixed(1)} % of the picture differs visibly from the original; ${closeness}.`,
    };
    if (this.#outsideSquares === 0 || psnr >= leastPsnr) return [share];
    const text = `Outside the regions the picture differs from the original more than an encoding explains (${psnr.toFixed(1)} dB).`;
    return [share, { kind: 'outside-regions', severity: 'notice', text }];
  }
}

function compareBlock(
  ours: FramePixels,
  theirs: FramePixels,
  x: number,
  y: number,
): { readonly samples: number; readonly sum: number; readonly squares: number } {
  const [own] = ours.planes;
  const [other] = theirs.planes;
  if (!own || !other) throw new TypeError('Expected pictures with at least one plane, received none.');
  const [ownStep, otherStep] = [samplesPerPixel(ours.format.layout), samplesPerPixel(theirs.format.layout)];
  const [ownLevels, otherLevels] = [levelsOf(ours.format), levelsOf(theirs.format)];
  const right = Math.min(x + blockSide, ours.width);
  const bottom = Math.min(y + blockSide, ours.height);
  let sum = 0;
  let squares = 0;
  for (let row = y; row < bottom; row++) {
    for (let column = x; column < right; column++) {
      const a = own.data[row * own.stride + column * ownStep + (ownStep > 1 ? 1 : 0)] as number;
      const b = other.data[row * other.stride + column * otherStep + (otherStep > 1 ? 1 : 0)] as number;
      const difference = (a - ownLevels.black) * ownLevels.scale - (b - otherLevels.black) * otherLevels.scale;
      sum += Math.abs(difference);
      squares += difference * difference;
    }
  }
  return { samples: (right - x) * (bottom - y), sum, squares };
}

/** From samples to brightness, 0 to 255. */
function levelsOf({ range, bitDepth }: PixelFormat): { readonly black: number; readonly scale: number } {
  const unit = 2 ** (bitDepth - 8);
  return range === 'limited' ? { black: 16 * unit, scale: 255 / (219 * unit) } : { black: 0, scale: 1 / unit };
}

function touches(box: Region['box'], x: number, y: number): boolean {
  return x < box.x + box.width && x + blockSide > box.x && y < box.y + box.height && y + blockSide > box.y;
}
