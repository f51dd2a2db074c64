import {
  findHiddenPixels,
  measureExposure,
  readRgbFrames,
  type Exposure,
  type RgbFrame,
  type Stratum,
} from '@passerby/street';
import { readTruth, type DrawnClip } from './draw-clips.ts';

/** What the tool itself said of its output: `clean` where its own check found nothing, `refused` where it kept the output back. */
export type Verdict = 'clean' | 'refused' | 'not checked';

/** One clip, hidden by one tool. */
export interface ClipScore {
  readonly clip: string;
  readonly stratum: Stratum;
  readonly framesPerSecond: number;
  readonly verdict: Verdict;
  readonly exposure: Exposure;
}

/** Measures a hidden copy of a drawn clip from pixels, input against output. */
export async function scoreClip(clip: DrawnClip, output: string, verdict: Verdict): Promise<ClipScore> {
  const truth = await readTruth(clip);
  const exposure = measureExposure(truth, hiddenPixels(clip.file, output));
  return { clip: clip.name, stratum: clip.stratum, framesPerSecond: truth.fps, verdict, exposure };
}

function* hiddenPixels(input: string, output: string): Generator<Uint8Array> {
  const outputs = readRgbFrames(output);
  for (const frame of readRgbFrames(input)) yield findHiddenPixels(frame, nextOf(outputs, output));
  if (!outputs.next().done) throw new RangeError(`Expected as many frames as in the input, but ${output} has more.`);
}

function nextOf(frames: Iterator<RgbFrame>, file: string): RgbFrame {
  const next = frames.next();
  if (next.done) throw new RangeError(`Expected as many frames as in the input, but ${file} has fewer.`);
  return next.value;
}
