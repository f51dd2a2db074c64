import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
} from 'node-av/constants';
import type { VideoFacts } from '../video-facts.ts';
import { mp4Box, mp4FullBox, uint16, uint32, uint8 } from './mp4-box.ts';

/** The entry of the sample description box for H.264 (`configuration`: avcC) or AV1 (av1C). */
export function videoSampleEntry(codec: 'h264' | 'av1', configuration: Uint8Array, facts: VideoFacts): Buffer {
  const nameBytes = 32;
  return mp4Box(
    codec === 'h264' ? 'avc1' : 'av01',
    uint32(0),
    uint16(0, 1),
    uint32(0, 0, 0, 0),
    uint16(facts.width, facts.height),
    uint32(0x480000, 0x480000, 0), // 72 dpi
    uint16(1),
    Buffer.alloc(nameBytes),
    uint16(24, 0xffff),
    mp4Box(codec === 'h264' ? 'avcC' : 'av1C', configuration),
    ...colorBox(facts),
    ...pixelAspectBox(facts),
  );
}

function colorBox({ color }: VideoFacts): Buffer[] {
  const isTagged =
    color.primaries !== AVCOL_PRI_UNSPECIFIED ||
    color.transfer !== AVCOL_TRC_UNSPECIFIED ||
    color.matrix !== AVCOL_SPC_UNSPECIFIED;
  if (!isTagged) return [];
  return [
    mp4Box(
      'colr',
      Buffer.from('nclx', 'latin1'),
      uint16(color.primaries, color.transfer, color.matrix),
      uint8(color.range === AVCOL_RANGE_JPEG ? 0x80 : 0),
    ),
  ];
}

function pixelAspectBox({ sampleAspectRatio: { num, den } }: VideoFacts): Buffer[] {
  return num === den ? [] : [mp4Box('pasp', uint32(num, den))];
}

/** The entry of the sample description box for AAC. @param configuration MPEG-4 AudioSpecificConfig. */
export function soundSampleEntry(configuration: Uint8Array, sampleRate: number, channels: number): Buffer {
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

/** A descriptor of ISO 14496-1; its length fits into seven bits here. */
function descriptor(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length > 127) throw new RangeError(`Expected a descriptor of at most 127 bytes, received ${bytes.length}.`);
  return Buffer.concat([uint8(tag, bytes.length), bytes]);
}
