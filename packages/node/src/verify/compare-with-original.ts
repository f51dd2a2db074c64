import { samplesPerPixel, type FramePixels, type RawFrame } from '@passerby/engine';
import type { Finding } from '../job/job-types.ts';
import type { WalkOptions } from '../media/media.ts';
import { openMedia, readFrames } from '../media/open-media.ts';

/** Largest difference of one sample, of 255, that re-encoding explains. */
const encodingNoise = 24;

/**
 * Walks a file and its original side by side: as many frames, at the same times, of the same size, and which share of the picture changed.
 * @throws UnsupportedMediaError, DamagedMediaError where either cannot be opened.
 */
export async function compareWithOriginal(
  file: string,
  original: string,
  { signal }: WalkOptions,
): Promise<readonly Finding[]> {
  const ours = await openShown(file, signal);
  const theirs = await openShown(original, signal);
  if (ours.width !== theirs.width || ours.height !== theirs.height) {
    const text = `The picture is ${ours.width} x ${ours.height}, the original's ${theirs.width} x ${theirs.height}.`;
    return [{ kind: 'other-size', severity: 'notice', text }];
  }
  const changed = { pixels: 0, frames: 0 };
  let moved: number | undefined;
  const rest = theirs.frames[Symbol.asyncIterator]();
  try {
    for await (const frame of ours.frames) {
      using own = frame;
      const next = await rest.next();
      if (next.done) continue;
      using other = next.value;
      if (Math.abs(own.seconds - other.seconds) > 0.002) moved ??= own.seconds;
      changed.pixels += changedShare(own.pixels, other.pixels);
      changed.frames += 1;
    }
    await drain(rest);
  } finally {
    await rest.return?.();
  }
  return [...describeTimes(ours.count().frameCount, theirs.count().frameCount, moved), describeChange(changed)];
}

interface Shown {
  readonly width: number;
  readonly height: number;
  readonly frames: AsyncIterable<RawFrame>;
  count(): { readonly frameCount: number };
}

async function openShown(file: string, signal: AbortSignal): Promise<Shown> {
  await using media = await openMedia(file);
  const { width, height, kind } = media;
  return { width, height, ...readFrames(file, kind, { signal, onProgress: () => {} }) };
}

async function drain(frames: AsyncIterator<RawFrame>): Promise<void> {
  for (let next = await frames.next(); !next.done; next = await frames.next()) next.value[Symbol.dispose]();
}

/** Share of the pixels whose first plane differs by more than an encoder explains; every other row and column. */
function changedShare(a: FramePixels, b: FramePixels): number {
  const [planeA] = a.planes;
  const [planeB] = b.planes;
  if (!planeA || !planeB) return 0;
  const [stepA, stepB] = [samplesPerPixel(a.format.layout), samplesPerPixel(b.format.layout)];
  let changed = 0;
  let looked = 0;
  for (let y = 0; y < a.height; y += 2) {
    for (let x = 0; x < a.width; x += 2) {
      const sampleA = planeA.data[y * planeA.stride + x * stepA] ?? 0;
      const sampleB = planeB.data[y * planeB.stride + x * stepB] ?? 0;
      looked += 1;
      if (Math.abs(sampleA - sampleB) > encodingNoise) changed += 1;
    }
  }
  return changed / Math.max(1, looked);
}

function describeTimes(ours: number, theirs: number, moved: number | undefined): readonly Finding[] {
  const findings: Finding[] = [];
  if (ours !== theirs) {
    findings.push({
      kind: 'other-length',
      severity: 'notice',
      text: `${ours} frames are shown, ${theirs} in the original.`,
    });
  }
  if (moved !== undefined) {
    findings.push({
      kind: 'other-times',
      severity: 'notice',
      text: 'Frames are shown at other times than in the original.',
      seconds: moved,
    });
  }
  return findings;
}

function describeChange({ pixels, frames }: { readonly pixels: number; readonly frames: number }): Finding {
  const percent = frames === 0 ? 0 : (100 * pixels) / frames;
  return {
    kind: 'changed-share',
    severity: 'notice',
    text: `${percent.toFixed(1)} % of the picture differs from the original.`,
  };
}
