import { AV_PKT_FLAG_KEY, AVERROR_EOF, FFmpegError, FormatContext, Packet } from 'node-av';

/** One coded frame as it lies in a file, in decoding order. */
export interface CodedFrame {
  readonly data: Buffer;
  readonly isKey: boolean;
  /** Frames from the start: when it is decoded and when it is shown. */
  readonly decoded: number;
  readonly shown: number;
}

/** Coded frames and the set-up of their decoder (`avcC`). */
export interface CodedFilm {
  readonly setUp: Buffer;
  readonly frames: readonly CodedFrame[];
}

/** Reads the coded frames of a clip that this package has written, of `fps` frames per second. */
export async function readCodedFrames(file: string, fps: number): Promise<CodedFilm> {
  const input = new FormatContext();
  const packet = new Packet();
  try {
    FFmpegError.throwIfError(await input.openInput(file), 'Could not open the clip');
    packet.alloc();
    const stream = input.streams[0];
    const setUp = stream?.codecpar.extradata;
    if (stream === undefined || setUp === null || setUp === undefined)
      throw new Error('Expected a clip with an H.264 stream.');
    const { num, den } = stream.timeBase;
    const raw: { data: Buffer; isKey: boolean; dts: number; pts: number }[] = [];
    for (;;) {
      const result = await input.readFrame(packet);
      if (result === AVERROR_EOF) break;
      FFmpegError.throwIfError(result, 'Could not read the clip');
      const toFrames = (ticks: bigint): number => Math.round((Number(ticks) * num * fps) / den);
      raw.push({
        data: Buffer.from(packet.data ?? []),
        isKey: (packet.flags & AV_PKT_FLAG_KEY) !== 0,
        dts: toFrames(packet.dts),
        pts: toFrames(packet.pts),
      });
      packet.unref();
    }
    const firstDecoded = Math.min(...raw.map(({ dts }) => dts));
    const firstShown = Math.min(...raw.map(({ pts }) => pts));
    const frames = raw.map(({ data, isKey, dts, pts }) => ({
      data,
      isKey,
      decoded: dts - firstDecoded,
      shown: pts - firstShown,
    }));
    return { setUp: Buffer.from(setUp), frames };
  } finally {
    packet.free();
    await input.closeInput();
  }
}
