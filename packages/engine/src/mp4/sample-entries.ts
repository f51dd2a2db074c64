import { joinBytes, latin1, mp4Box, mp4FullBox, uint16, uint32, uint8 } from './mp4-box.ts';

/** What the pictures of a track are. */
export interface Mp4Pictures {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** How the sample values are to be read, in the codes of ITU-T H.273; absent where nobody knows. */
  readonly color?:
    | {
        readonly primaries: number;
        readonly transfer: number;
        readonly matrix: number;
        readonly isFullRange: boolean;
      }
    | undefined;
  /** Width of one pixel by its height, as a ratio of whole numbers. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
}

/** The entry of the sample description box for H.264 (`configuration`: avcC) or AV1 (av1C). */
export function videoSampleEntry(codec: 'h264' | 'av1', configuration: Uint8Array, pictures: Mp4Pictures): Uint8Array {
  const nameBytes = 32;
  return mp4Box(
    codec === 'h264' ? 'avc1' : 'av01',
    uint32(0),
    uint16(0, 1),
    uint32(0, 0, 0, 0),
    uint16(pictures.width, pictures.height),
    uint32(0x480000, 0x480000, 0), // 72 dpi
    uint16(1),
    new Uint8Array(nameBytes),
    uint16(24, 0xffff),
    mp4Box(codec === 'h264' ? 'avcC' : 'av1C', configuration),
    ...colorBox(pictures),
    ...pixelAspectBox(pictures),
  );
}

function colorBox({ color }: Mp4Pictures): Uint8Array[] {
  if (!color) return [];
  const { primaries, transfer, matrix, isFullRange } = color;
  return [mp4Box('colr', latin1('nclx'), uint16(primaries, transfer, matrix), uint8(isFullRange ? 0x80 : 0))];
}

function pixelAspectBox({ pixelAspect: { num, den } }: Mp4Pictures): Uint8Array[] {
  return num === den ? [] : [mp4Box('pasp', uint32(num, den))];
}

/** The entry of the sample description box for AAC. @param configuration MPEG-4 AudioSpecificConfig. */
export function soundSampleEntry(configuration: Uint8Array, sampleRate: number, channels: number): Uint8Array {
  const decoderConfig = descriptor(
    0x04,
    uint8(0x40, 0x15, 0, 0, 0), // MPEG-4 audio, audio stream, no buffer size
    uint32(0, 0), // bit rates: not said
    descriptor(0x05, configuration),
  );
  const stream = descriptor(0x03, uint16(0), uint8(0), decoderConfig, descriptor(0x06, uint8(2)));
  return mp4Box(
    'mp4a',
    uint32(0),
    uint16(0, 1),
    uint32(0, 0),
    uint16(channels, 16, 0, 0),
    uint32(sampleRate < 65_536 ? sampleRate * 65_536 : 0),
    mp4FullBox('esds', 0, 0, stream),
  );
}

/**
 * The entry of the sample description box for Opus. @param header The identification header (RFC 7845), as encoders give it.
 * @throws RangeError where it is none of at most two channels.
 */
export function opusSampleEntry(header: Uint8Array): Uint8Array {
  const numbers = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const channels = header[9] ?? 0;
  if (header.length < 19 || channels < 1 || channels > 2) {
    throw new RangeError(
      `Expected an Opus header of one or two channels, received ${header.length} bytes, ${channels} channels.`,
    );
  }
  const [preSkip, sampleRate] = [numbers.getUint16(10, true), numbers.getUint32(12, true)];
  return mp4Box(
    'Opus',
    uint32(0),
    uint16(0, 1),
    uint32(0, 0),
    uint16(channels, 16, 0, 0),
    uint32(opusRate * 65_536),
    mp4Box('dOps', uint8(0, channels), uint16(preSkip), uint32(sampleRate), uint16(0), uint8(0)),
  );
}

/** Opus is always decoded at this rate. */
const opusRate = 48_000;

/** A descriptor of ISO 14496-1; its length fits into seven bits here. */
function descriptor(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = joinBytes(content);
  if (bytes.length > 127) throw new RangeError(`Expected a descriptor of at most 127 bytes, received ${bytes.length}.`);
  return joinBytes([uint8(tag, bytes.length), bytes]);
}
