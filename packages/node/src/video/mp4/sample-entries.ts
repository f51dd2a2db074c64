import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
} from 'node-av/constants';
import type { VideoFacts } from '../video-facts.ts';
import { mp4Box, uint16, uint32, uint8 } from './mp4-box.ts';

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
