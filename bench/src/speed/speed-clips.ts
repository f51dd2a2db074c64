import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ClipEncoder, drawClip } from '@passerby/street';

/** One clip of the bench: drawn once, kept in the cache. */
export interface SpeedClip {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly stratum: 'street' | 'throng';
}

export const fps = 30;

/** 3 to 5 people are in the picture at any time of this scene. */
const seed = 'speed-6';
const sceneSeconds = 10;

/** So much is drawn; longer clips repeat it, packet by packet. */
export const drawnSeconds = 30;

/**
 * Standard deviation of the camera noise, of 255. Without it what is drawn would be far easier to code than what is filmed; with it 720p comes to
 * 2 Mbit/s after our encoder, like the filmed clips of the first measurements.
 */
const noiseSigma = 2.25;

/** Draws the clip unless it is there: a scene of ten seconds, again and again, under camera noise that does not repeat for half a minute. */
export async function makeSpeedClip(clip: SpeedClip, file: string): Promise<void> {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.tmp.mp4`;
  const seconds = Math.min(drawnSeconds, clip.seconds);
  if (seconds === clip.seconds) await drawSpeedClip(clip, unfinished);
  else {
    const drawn = file.replace(`${clip.seconds}s`, `${seconds}s`);
    await makeSpeedClip({ ...clip, seconds }, drawn);
    repeatClip(drawn, clip.seconds, unfinished);
  }
  await rename(unfinished, file);
}

/** Copies the packets of a clip as often as it takes. */
function repeatClip(drawn: string, seconds: number, file: string): void {
  const flags = `-nostdin -v error -y -stream_loop -1 -i ${drawn} -c copy -frames:v ${seconds * fps} ${file}`;
  execFileSync('ffmpeg', flags.split(' '));
}

async function drawSpeedClip({ width, height, seconds, stratum }: SpeedClip, file: string): Promise<void> {
  const film = await drawClip({ seed, width, height, fps, seconds: Math.min(sceneSeconds, seconds), stratum });
  const encoder = new ClipEncoder(file, { width, height, fps, sound: false, crf: 20 });
  try {
    const noise = noiseOf(width * height);
    for (let frame = 0; frame < seconds * fps;) {
      for (const { rgb } of film.frames()) {
        if (frame === seconds * fps) break;
        encoder.write(addNoise(rgb, noise, frame++));
      }
    }
    encoder.finish();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    encoder.close();
  }
}

/** Brightness noise for two pictures: every frame takes it from another place. */
function noiseOf(pixels: number): Int8Array {
  const noise = new Int8Array(pixels * 2);
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  // A sum of three uniform values is nearly normal; its deviation is 0.5.
  for (let i = 0; i < noise.length; i++) noise[i] = Math.round((random() + random() + random()) * 2 * noiseSigma);
  return noise;
}

function addNoise(rgb: Uint8Array, noise: Int8Array, frame: number): Uint8Array {
  const noisy = new Uint8ClampedArray(rgb.length);
  const start = (Math.imul(frame + 1, 2_654_435_761) >>> 0) % (rgb.length / 3);
  for (let i = 0, pixel = start; i < rgb.length; i += 3, pixel++) {
    const change = noise[pixel] ?? 0;
    for (let channel = i; channel < i + 3; channel++) noisy[channel] = (rgb[channel] ?? 0) + change;
  }
  return new Uint8Array(noisy.buffer);
}
