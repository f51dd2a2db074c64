import { describeFfmpegError } from '@passerby/node/internal';
import { AVMEDIA_TYPE_VIDEO, AV_NOPTS_VALUE, AVERROR_EOF } from 'node-av/constants';
import { FormatContext, Packet, type Stream } from 'node-av';
import { setTimeout as delay } from 'node:timers/promises';
import type { PullListener } from './pull-listener.ts';
import { SourceError } from './source-error.ts';

/** Pulls a file as if it were a camera: in real time, again and again. @throws SourceError where it cannot be read */
export async function pullFile(
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
  listener: PullListener,
): Promise<never> {
  let isStarted = false;
  let firstSeconds = 0;
  for (;;) {
    const input = new FormatContext();
    const packet = new Packet();
    packet.alloc();
    try {
      // Only the file itself, whatever it refers to.
      if (input.openInputSync(path, null, null) < 0)
        throw new SourceError('The file cannot be read.', { isLasting: true });
      input.findStreamInfoSync(null);
      const stream = input.streams.find((one) => one.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
      if (!stream) throw new SourceError('The file holds no video.', { isLasting: true });
      if (!isStarted) listener.onStart(stream.codecpar);
      isStarted = true;
      firstSeconds = await play(input, stream, packet, firstSeconds, signal, listener);
    } finally {
      packet.free();
      input.closeInputSync();
    }
  }
}

/** Plays it once, from `fromSeconds` of the camera's clock on; gives where that ends. */
async function play(
  input: FormatContext,
  stream: Stream,
  packet: Packet,
  fromSeconds: number,
  signal: AbortSignal,
  listener: PullListener,
): Promise<number> {
  const startedMs = performance.now();
  const { num, den } = stream.timeBase;
  let first: number | undefined;
  let lastSeconds = fromSeconds;
  for (;;) {
    packet.unref();
    const code = input.readFrameSync(packet);
    if (code === AVERROR_EOF) break;
    if (code < 0) throw new SourceError(`The file cannot be read: ${describeFfmpegError(code)}.`);
    if (packet.streamIndex !== stream.index) continue;
    const ticks = packet.dts === AV_NOPTS_VALUE ? packet.pts : packet.dts;
    const seconds = (Number(ticks) * num) / den;
    first ??= seconds;
    await delay(Math.max(0, startedMs + (seconds - first) * 1000 - performance.now()), undefined, { signal });
    lastSeconds = fromSeconds + seconds - first;
    listener.onPicture({
      data: Buffer.from(packet.data ?? []),
      isKeyFrame: packet.isKeyframe,
      isDamaged: false,
      cameraSeconds: lastSeconds,
    });
  }
  if (first === undefined) throw new SourceError('The file holds no picture.', { isLasting: true });
  const { num: rate, den: perRate } = stream.avgFrameRate;
  return lastSeconds + (rate > 0 ? perRate / rate : 1 / 25);
}
