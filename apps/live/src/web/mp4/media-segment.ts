import { splitAnnexB } from '../../rtp/packetize-h264.ts';
import type { HiddenPacket } from '../../stream/hidden-packet.ts';
import { timescale, trackId } from './init-segment.ts';
import { box, fullBox, uint32, uint64 } from './mp4-box.ts';

const parameterSets = new Set([7, 8]);

/** Sample flags: depends on no other sample; depends on others and is no place to begin. */
const keyFrameFlags = 0x02000000;
const otherFrameFlags = 0x01010000;

/** tfhd: times and places are relative to this fragment. trun: place of the data, then duration, size and flags of the sample. */
const defaultBaseIsMoof = 0x020000;
const runFields = 0x000001 | 0x000100 | 0x000200 | 0x000400;

/**
 * How long each sample says that it lasts, in seconds. What decides is the next one's time, which is not known yet; a player that finds a gap
 * of more than twice the last duration between two samples throws all away up to the next key frame. So: longer than any gap between
 * pictures, cards and the first card after a camera fell silent.
 */
export const sampleSeconds = 1;

/** One packet as a fragment of its own: no frame waits for the next one. */
export function writeMediaSegment(packet: HiddenPacket): Buffer {
  const sample = toLengthPrefixed(packet.data);
  const seconds = BigInt(Math.round(packet.seconds * timescale));
  const flags = packet.isKeyFrame ? keyFrameFlags : otherFrameFlags;
  const fragment = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, uint32(1)),
      box(
        'traf',
        fullBox('tfhd', 0, defaultBaseIsMoof, uint32(trackId)),
        fullBox('tfdt', 1, 0, uint64(seconds)),
        fullBox('trun', 0, runFields, uint32(1, dataOffset, sampleSeconds * timescale, sample.byteLength, flags)),
      ),
    );
  const { byteLength } = fragment(0);
  return Buffer.concat([fragment(byteLength + 8), box('mdat', sample)]);
}

/** MP4 keeps a length before each NAL unit, and parameter sets elsewhere. */
function toLengthPrefixed(accessUnit: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  for (const unit of splitAnnexB(accessUnit)) {
    if (parameterSets.has((unit[0] ?? 0) & 0x1f)) continue;
    parts.push(uint32(unit.byteLength), unit);
  }
  return Buffer.concat(parts);
}
