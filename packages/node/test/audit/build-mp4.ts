import { hex, insert, overwrite, text, u16, u32 } from './byte-pieces.ts';

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), text(type), body]);
}

function fullBox(type: string, version: number, flags: number, ...content: Buffer[]): Buffer {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

const zeros = (count: number): Buffer => Buffer.alloc(count);
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** Baseline, 16 x 16 pixels, no more. */
export const SEQUENCE_SET: Buffer = hex('67 42000a da79');
/** No options. */
export const PICTURE_SET: Buffer = hex('68 ce 38 80');
/** First slice of a key frame; what follows is not decoded by anyone here. */
export const KEY_SLICE: Buffer = hex('65 88 84 21');
export const SLICE: Buffer = hex('41 9a 21 6c');

/** NAL units with a length of four bytes before each. */
export function nalUnits(...units: Buffer[]): Buffer {
  return Buffer.concat(units.flatMap((unit) => [u32(unit.length), unit]));
}

const SEQUENCE_OBU = hex('0a 04 00000000');
/** A frame unit of three bytes. */
export const FRAME_OBU: Buffer = hex('32 03 101112');

/** What a track is made of. */
export interface TrackPlan {
  readonly handler: string;
  readonly entry: Buffer;
  readonly samples: readonly Buffer[];
  /** Ticks of 1/1000 s. */
  readonly sampleTicks?: number;
  /** Replaces `ctts`. */
  readonly shifts?: readonly number[];
  /** Duration and first media time of one edit. */
  readonly edit?: readonly [number, number];
  readonly isLarge?: boolean;
}

export function pictureEntry(type: string, ...children: Buffer[]): Buffer {
  const head = [
    u32(0),
    u16(0, 1),
    zeros(16),
    u16(16, 16),
    u32(0x480000, 0x480000, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
  ];
  return box(type, ...head, ...children);
}

export function avcEntry(...more: Buffer[]): Buffer {
  const configuration = Buffer.concat([
    hex('01 42 00 0a ff e1'),
    u16(SEQUENCE_SET.length),
    SEQUENCE_SET,
    hex('01'),
    u16(PICTURE_SET.length),
    PICTURE_SET,
  ]);
  const color = box('colr', text('nclx'), u16(1, 1, 1), hex('00'));
  return pictureEntry('avc1', box('avcC', configuration), color, box('pasp', u32(4, 3)), ...more);
}

export function av1Entry(): Buffer {
  const color = box('colr', text('nclx'), u16(1, 1, 1), hex('00'));
  return pictureEntry('av01', box('av1C', hex('81 00 0c 00'), SEQUENCE_OBU), color, box('pasp', u32(4, 3)));
}

export function soundEntry(): Buffer {
  const decoder = hex('04 11 40 15 000000 00000000 00000000 05 02 1210');
  const stream = Buffer.concat([hex('03 19 0001 00'), decoder, hex('06 01 02')]);
  return box('mp4a', u32(0), u16(0, 1), zeros(8), u16(2, 16, 0, 0), u32(48000 * 65536), box('esds', u32(0), stream));
}

export function opusEntry(): Buffer {
  const setUp = box('dOps', hex('00 02 0138 0000bb80 0000 00'));
  return box('Opus', u32(0), u16(0, 1), zeros(8), u16(2, 16, 0, 0), u32(48000 * 65536), setUp);
}

/** Three H.264 frames. */
export function avcTrack(changes: Partial<TrackPlan> = {}): TrackPlan {
  return {
    handler: 'vide',
    entry: avcEntry(),
    samples: [nalUnits(KEY_SLICE), nalUnits(SLICE), nalUnits(SLICE)],
    ...changes,
  };
}

export function av1Track(): TrackPlan {
  return { handler: 'vide', entry: av1Entry(), samples: [Buffer.concat([SEQUENCE_OBU, FRAME_OBU]), FRAME_OBU] };
}

export function soundTrack(): TrackPlan {
  return { handler: 'soun', entry: soundEntry(), samples: [hex('211049'), hex('21104a')] };
}

function trackBox(plan: TrackPlan, id: number, dataOffset: number): Buffer {
  const { handler, samples, sampleTicks = 100, shifts, edit } = plan;
  const isVideo = handler === 'vide';
  const duration = u32(0, samples.length * sampleTicks);
  const tables = [
    fullBox('stsd', 0, 0, u32(1), plan.entry),
    fullBox('stts', 0, 0, u32(1, samples.length, sampleTicks)),
    ...(shifts === undefined
      ? []
      : [fullBox('ctts', 1, 0, u32(shifts.length), ...shifts.map((shift) => u32(1, shift)))]),
    ...(isVideo ? [fullBox('stss', 0, 0, u32(1, 1))] : []),
    fullBox('stsc', 0, 0, u32(1, 1, samples.length, 1)),
    fullBox('stsz', 0, 0, u32(0, samples.length, ...samples.map(({ length }) => length))),
    plan.isLarge === true ? fullBox('co64', 0, 0, u32(1, 0, dataOffset)) : fullBox('stco', 0, 0, u32(1, dataOffset)),
  ];
  const reference = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
  const kindHeader = isVideo ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4));
  const media = box(
    'mdia',
    fullBox('mdhd', 1, 0, zeros(16), u32(1000), duration, u16(0x55c4, 0)),
    fullBox('hdlr', 0, 0, u32(0), text(handler), zeros(13)),
    box('minf', kindHeader, reference, box('stbl', ...tables)),
  );
  const header = fullBox(
    'tkhd',
    1,
    3,
    zeros(16),
    u32(id, 0),
    duration,
    zeros(8),
    u16(0, isVideo ? 0 : 1, isVideo ? 0 : 0x100, 0),
    MATRIX,
    u32(16 << 16, 16 << 16),
  );
  const edits = edit === undefined ? [] : [box('edts', fullBox('elst', 0, 0, u32(1, edit[0], edit[1], 0x10000)))];
  return box('trak', header, ...edits, media);
}

/** A file as our writer lays it out: type, index, samples. `more` goes into the index, `tail` after the file. */
export function buildMp4(tracks: readonly TrackPlan[] = [avcTrack()], more: readonly Buffer[] = []): Buffer {
  const type = box('ftyp', text('iso4'), u32(512), text('iso4isomiso2avc1mp41'));
  const header = fullBox(
    'mvhd',
    1,
    0,
    zeros(16),
    u32(1000),
    u32(0, 300),
    u32(0x10000),
    u16(0x100),
    zeros(10),
    MATRIX,
    zeros(24),
    u32(Math.min(3, tracks.length + 1)),
  );
  const data = tracks.map(({ samples }) => Buffer.concat([...samples]));
  const index = (start: number): Buffer => {
    let offset = start;
    const boxes = tracks.map((plan, i) => {
      const made = trackBox(plan, i + 1, offset);
      offset += data[i]!.length;
      return made;
    });
    return box('moov', header, ...boxes, ...more);
  };
  const indexLength = index(0).length;
  return Buffer.concat([type, index(type.length + indexLength + 8), box('mdat', ...data)]);
}

/** A film of three frames, and a fragment behind it with more. */
export function buildFragmentedMp4(samples: readonly Buffer[]): Buffer {
  const defaults = box('mvex', fullBox('trex', 0, 0, u32(1, 1, 100, 0, 0)));
  const film = buildMp4([avcTrack()], [defaults]);
  const sizes = u32(...samples.map(({ length }) => length));
  const fragment = (dataOffset: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(1)),
      box(
        'traf',
        fullBox('tfhd', 0, 0x020000, u32(1)),
        fullBox('trun', 0, 0x0201, u32(samples.length, dataOffset), sizes),
      ),
    );
  const { length } = fragment(0);
  return Buffer.concat([film, fragment(length + 8), box('mdat', ...samples)]);
}

const CHILD_OFFSET: Readonly<Record<string, number>> = { dref: 8, stsd: 8, avc1: 78, av01: 78, mp4a: 28, Opus: 28 };

/** Where the body of a box is, by its path from the top; the first of several. */
export function findBox(
  file: Buffer,
  path: string,
): { readonly offset: number; readonly body: number; readonly end: number } {
  let start = 0;
  let end = file.length;
  let found = { offset: 0, body: 0, end: 0 };
  for (const type of path.split('/')) {
    let position = start;
    while (position + 8 <= end && file.toString('latin1', position + 4, position + 8) !== type)
      position += file.readUInt32BE(position);
    if (position + 8 > end) throw new Error(`There is no ${type} of ${path} in the file.`);
    found = { offset: position, body: position + 8, end: position + file.readUInt32BE(position) };
    start = found.body + (CHILD_OFFSET[type] ?? 0);
    end = found.end;
  }
  return found;
}

/** The file with bytes of a box's body replaced. */
export function patchBox(file: Buffer, path: string, at: number, bytes: Buffer): Buffer {
  return overwrite(file, findBox(file, path).body + at, bytes);
}

/** The file with bytes put into a box at its end; the sizes of all boxes around it and the places of the samples follow. */
export function growBox(file: Buffer, path: string, bytes: Buffer): Buffer {
  const types = path.split('/');
  const { end } = findBox(file, path);
  let grown = insert(file, end, bytes);
  for (let depth = 1; depth <= types.length; depth += 1) {
    const { offset } = findBox(file, types.slice(0, depth).join('/'));
    grown = overwrite(grown, offset, u32(file.readUInt32BE(offset) + bytes.length));
  }
  const mdat = findBox(file, 'mdat');
  if (mdat.offset < end) return grown;
  for (let at = grown.indexOf('stco'); at >= 0; at = grown.indexOf('stco', at + 1)) {
    if (grown.readUInt32BE(at - 4) === 20)
      grown = overwrite(grown, at + 12, u32(grown.readUInt32BE(at + 12) + bytes.length));
  }
  return grown;
}
