import { Frame } from 'node-av';
import {
  AV_PIX_FMT_YUV420P,
  AVCHROMA_LOC_LEFT,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
} from 'node-av/constants';
import { describe, expect, it } from 'vitest';
import { checkFfmpeg } from './ffmpeg.ts';
import type { VideoFacts } from './video-facts.ts';
import { VideoEncoder, type VideoQuality } from './video-encoder.ts';

// Not a multiple of what processors take at once: what lies beside a picture in memory must not count.
const width = 176;
const height = 128;

const facts: VideoFacts = {
  width,
  height,
  timescale: 10_240,
  framesPerSecond: { num: 10, den: 1 },
  estimatedDurationSeconds: 0.4,
  estimatedFrameCount: 4,
  color: {
    range: AVCOL_RANGE_MPEG,
    primaries: AVCOL_PRI_BT709,
    transfer: AVCOL_TRC_BT709,
    matrix: AVCOL_SPC_BT709,
    chromaLocation: AVCHROMA_LOC_LEFT,
  },
  sampleAspectRatio: { num: 1, den: 1 },
};

/** Codes four pictures of slopes and grain; whatever else is in the frames' memory is `junk`. */
function encodeFour(quality: VideoQuality, junk: number): Buffer {
  const encoder = new VideoEncoder(facts, quality);
  const coded: Uint8Array[] = [];
  const take = (): void => {
    for (let sample = encoder.take(); sample; sample = encoder.take()) coded.push(Uint8Array.from(sample.data));
  };
  const frames = [0, 1, 2, 3].map((index) => drawFrame(index, junk));
  for (const [index, frame] of frames.entries()) {
    encoder.encode(frame, { ticks: index * 1024, durationTicks: 1024 });
    take();
  }
  encoder.end();
  take();
  encoder.close();
  for (const frame of frames) frame.free();
  return Buffer.concat(coded);
}

function drawFrame(index: number, junk: number): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.width = width;
  frame.height = height;
  frame.format = AV_PIX_FMT_YUV420P;
  checkFfmpeg(frame.getBuffer(), 'taking memory');
  for (const [plane, bytes] of (frame.data ?? []).entries()) {
    bytes.fill(junk);
    const stride = frame.linesize[plane] ?? 0;
    const [across, down] = plane === 0 ? [width, height] : [width / 2, height / 2];
    let grain = 7 + index + plane;
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        grain = (Math.imul(grain, 1_664_525) + 1_013_904_223) >>> 0;
        const wave = Math.sin(x * 0.11 * (plane + 1) + y * 0.07 + index * 0.9);
        bytes[y * stride + x] = 128 + 80 * wave + 12 * (grain / 2 ** 32 - 0.5);
      }
    }
  }
  return frame;
}

describe('an encoder', () => {
  it.each(['default', 'fast', 'small'] as const)(
    'gives the same bytes for the same pictures, always (%s)',
    (quality) => {
      const first = encodeFour(quality, 0);
      expect(first.length).toBeGreaterThan(1000);
      for (let i = 1; i < 16; i++) expect(encodeFour(quality, (i * 37) % 256).equals(first)).toBe(true);
    },
  );
});
