import { describeFfmpegError } from '@passerby/node/internal';
import { FormatContext, InputFormat, Packet } from 'node-av';
import { AVMEDIA_TYPE_VIDEO } from 'node-av/constants';
import type { PullListener } from './pull-listener.ts';
import { SourceError } from './source-error.ts';

/** Pulls from a webcam (Video4Linux) until it breaks: then rejects. @throws SourceError */
export async function pullWebcam(
  { device, signal }: { readonly device: string; readonly signal: AbortSignal },
  listener: PullListener,
): Promise<never> {
  const input = new FormatContext();
  // Without this `interrupt` would do nothing.
  input.allocContext();
  const stop = (): void => input.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  const packet = new Packet();
  packet.alloc();
  try {
    const opened = await input.openInput(device, InputFormat.findInputFormat('video4linux2'), null);
    if (opened < 0) throw new SourceError(`The webcam cannot be opened: ${describeFfmpegError(opened)}.`);
    const stream = input.streams.find((one) => one.codecpar.codecType === AVMEDIA_TYPE_VIDEO);
    if (!stream) throw new SourceError('The webcam gives no pictures.', { isLasting: true });
    listener.onStart(stream.codecpar);
    for (;;) {
      packet.unref();
      const code = await input.readFrame(packet);
      if (code < 0) throw new SourceError(`The webcam stopped: ${describeFfmpegError(code)}.`);
      const data = Buffer.from(packet.data ?? []);
      listener.onPicture({ data, isKeyFrame: true, isDamaged: false, cameraSeconds: undefined });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    packet.free();
    input.closeInputSync();
  }
}
