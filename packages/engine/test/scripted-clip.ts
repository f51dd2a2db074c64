import { detect, type Detector } from '../src/detect/detector.ts';
import type { Detection, DetectionKind } from '../src/detect/detection.ts';
import type { Box } from '../src/frame/box.ts';
import type { FramePixels } from '../src/frame/pixel-format.ts';
import type { PictureView } from '../src/frame/picture-view.ts';
import { RawFrame } from '../src/frame/raw-frame.ts';
import { viewPixels } from '../src/frame/view-pixels.ts';
import { boxAt } from '../src/plan/box-at.ts';
import type { PlanTrack } from '../src/plan/plan.ts';

/** A tiny video for tests: grey pictures, and detectors that answer from a script. */
export interface ScriptedClip {
  readonly frameCount: number;
  readonly framesPerSecond: number;
  readonly width: number;
  readonly height: number;
  /** Draws the brightness of one frame, row after row; all 128 at first. */
  readonly draw?: (luma: Uint8Array, frame: number) => void;
}

const frameOfView = new WeakMap<PictureView, number>();

/** Gives the clip's frames. */
export async function* playClip(clip: ScriptedClip): AsyncGenerator<RawFrame> {
  for (let index = 0; index < clip.frameCount; index++) {
    await Promise.resolve();
    yield drawFrame(clip, index);
  }
}

function drawFrame(clip: ScriptedClip, index: number): RawFrame {
  const { width, height } = clip;
  const data = new Uint8Array(width * height).fill(128);
  clip.draw?.(data, index);
  const pixels: FramePixels = {
    width,
    height,
    format: { layout: 'gray', bitDepth: 8, range: 'full', matrix: 'bt601' },
    planes: [{ data, stride: width, width, height }],
  };
  const view: PictureView = viewPixels(pixels);
  frameOfView.set(view, index);
  const memory = { native: undefined, pixels, writable: () => pixels, view, free: () => {} };
  return new RawFrame(memory, index, index / clip.framesPerSecond);
}

/** A detector that answers with what the script says is in the frame, and notes which frames it looked at. */
export function scriptedDetector(
  answer: (frame: number) => readonly Detection[],
  kind: DetectionKind = 'face',
): Detector & { readonly looked: number[] } {
  const looked: number[] = [];
  return {
    kind,
    model: 'scripted',
    looked,
    [detect]: async (picture) => {
      await Promise.resolve();
      const frame = frameOfView.get(picture);
      if (frame === undefined) throw new Error('Expected a view of a scripted clip.');
      looked.push(frame);
      return answer(frame);
    },
  };
}

/** A face there with this score. */
export function face(box: Box, score = 0.9): Detection {
  return { kind: 'face', box, score };
}

/** Random ids that are not random. */
export function countIds(): () => string {
  let count = 0;
  return () => (count++).toString(16).padStart(16, '0');
}

/** Boxes that the tracks hide at this moment. */
export function boxesAt(tracks: readonly PlanTrack[], seconds: number): readonly Box[] {
  return tracks
    .filter((track) => seconds >= track.fromSeconds && seconds <= track.throughSeconds)
    .map((track) => boxAt(track, seconds));
}

/** The indexes of so many frames. */
export function countFrames(count: number): readonly number[] {
  return [...Array(count).keys()];
}
