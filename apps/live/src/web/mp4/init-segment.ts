import type { MountVideo } from '../../stream/mount.ts';
import { box, fullBox, text, uint16, uint32, uint8 } from './mp4-box.ts';

/** Ticks per second of a mount's video in fragments; RTP's, in which every usual frame rate is whole. */
export const timescale = 90_000;

/** The only track. */
export const trackId = 1;

/** 16.16 fixed point. */
const one = 0x10000;
const identityMatrix = uint32(one, 0, 0, 0, one, 0, 0, 0, 0x40000000);

/** What a player reads before the first fragment: size and parameter sets; no times, no names, no dates. */
export function writeInitSegment(video: MountVideo): Buffer {
  const fileType = box('ftyp', text('iso6'), uint32(0), text('iso6avc1mp41'));
  const movieHeader = fullBox(
    'mvhd',
    0,
    0,
    uint32(0, 0, timescale, 0, one),
    uint16(0x0100, 0),
    uint32(0, 0),
    identityMatrix,
    uint32(0, 0, 0, 0, 0, 0, trackId + 1),
  );
  const extends_ = box('mvex', fullBox('trex', 0, 0, uint32(trackId, 1, 0, 0, 0)));
  return Buffer.concat([fileType, box('moov', movieHeader, track(video), extends_)]);
}

function track(video: MountVideo): Buffer {
  const header = fullBox(
    'tkhd',
    0,
    // Enabled, in the movie, in its preview.
    7,
    uint32(0, 0, trackId, 0, 0, 0, 0),
    uint16(0, 0, 0, 0),
    identityMatrix,
    uint32(video.width * one, video.height * one),
  );
  // 0x55c4: no language.
  const mediaHeader = fullBox('mdhd', 0, 0, uint32(0, 0, timescale, 0), uint16(0x55c4, 0));
  const handler = fullBox('hdlr', 0, 0, uint32(0), text('vide'), uint32(0, 0, 0), uint8(0));
  return box('trak', header, box('mdia', mediaHeader, handler, mediaInformation(video)));
}

function mediaInformation(video: MountVideo): Buffer {
  const videoHeader = fullBox('vmhd', 0, 1, uint16(0, 0, 0, 0));
  const dataInformation = box('dinf', fullBox('dref', 0, 0, uint32(1), fullBox('url ', 0, 1)));
  const samples = box(
    'stbl',
    fullBox('stsd', 0, 0, uint32(1), sampleEntry(video)),
    fullBox('stts', 0, 0, uint32(0)),
    fullBox('stsc', 0, 0, uint32(0)),
    fullBox('stsz', 0, 0, uint32(0, 0)),
    fullBox('stco', 0, 0, uint32(0)),
  );
  return box('minf', videoHeader, dataInformation, samples);
}

function sampleEntry(video: MountVideo): Buffer {
  return box(
    'avc1',
    uint32(0),
    uint16(0, 1),
    uint32(0, 0, 0, 0),
    uint16(video.width, video.height),
    // 72 dots per inch, both ways.
    uint32(72 * one, 72 * one, 0),
    uint16(1),
    Buffer.alloc(32),
    uint16(24, 0xffff),
    decoderConfiguration(video),
  );
}

/** ISO 14496-15, 5.3.3.1: profile and level stand in the sequence parameter set. */
function decoderConfiguration({ sequenceParameterSet: sps, pictureParameterSet: pps }: MountVideo): Buffer {
  const [, profile = 0, constraints = 0, level = 0] = sps;
  return box(
    'avcC',
    // Lengths of four bytes; one set of each kind.
    uint8(1, profile, constraints, level, 0xfc | 3, 0xe0 | 1),
    uint16(sps.byteLength),
    sps,
    uint8(1),
    uint16(pps.byteLength),
    pps,
    isHighProfile(profile) ? extension() : new Uint8Array(),
  );
}

function isHighProfile(profile: number): boolean {
  return [100, 110, 122, 144].includes(profile);
}

/** 4:2:0, eight bits, no further sets: the only kind that leaves the gateway. */
function extension(): Buffer {
  return uint8(0xfc | 1, 0xf8, 0xf8, 0);
}
