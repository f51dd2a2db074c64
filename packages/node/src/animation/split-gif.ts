import { DamagedMediaError } from '@passerby/engine';
import { shownSeconds, type AnimationFile, type AnimationPart } from './animation-file.ts';

const extensionMark = 0x21;
const imageMark = 0x2c;
const trailerMark = 0x3b;
const controlLabel = 0xf9;
const applicationLabel = 0xff;

/** What a graphic control extension says of the picture after it. */
interface Control {
  readonly disposal: AnimationPart['disposal'];
  readonly shownSeconds: number;
  /** The whole extension, without disposal and delay. */
  readonly still: Uint8Array;
}

/**
 * Takes a GIF apart. Pictures after a fault are left out.
 * @throws DamagedMediaError where there is no picture at all.
 */
export function splitGif(bytes: Uint8Array): AnimationFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < 13) throw new DamagedMediaError('The GIF ends in its head.');
  let width = file.readUInt16LE(6);
  let height = file.readUInt16LE(8);
  const globalTable = file.subarray(13, 13 + tableBytes(file[10]!));
  const parts: AnimationPart[] = [];
  let playCount = 1;
  let control: Control | undefined;
  let at = 13 + globalTable.length;
  while (at < file.length && file[at] !== trailerMark) {
    if (file[at] === extensionMark) {
      const label = file[at + 1];
      const end = skipBlocks(file, at + 2);
      if (label === controlLabel && at + 8 <= file.length) control = readControl(file.subarray(at, at + 8));
      if (label === applicationLabel) playCount = readPlayCount(file.subarray(at, end)) ?? playCount;
      at = end;
      continue;
    }
    if (file[at] !== imageMark || at + 11 > file.length) break;
    const localBytes = tableBytes(file[at + 9]!);
    const dataAt = at + 10 + localBytes;
    const end = skipBlocks(file, dataAt + 1);
    const [x, y, partWidth, partHeight] = [1, 3, 5, 7].map((offset) => file.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
      number,
    ];
    // Players make the canvas as large as the first picture where it is larger.
    if (parts.length === 0) [width, height] = [Math.max(width, x + partWidth), Math.max(height, y + partHeight)];
    // Zeros stand for what is cut off.
    const image =
      end > file.length ? Buffer.concat([file.subarray(at), Buffer.alloc(end - file.length)]) : file.subarray(at, end);
    const still = control?.still;
    parts.push({
      x,
      y,
      shownSeconds: control?.shownSeconds ?? shownSeconds(0),
      disposal: control?.disposal ?? 'keep',
      isBlended: true,
      toStill: () => makeStill(image, globalTable, still),
    });
    control = undefined;
    at = end;
  }
  if (parts.length === 0) throw new DamagedMediaError('Nothing of the animation could be decoded.');
  return { width, height, playCount, parts, isDamaged: file[at] !== trailerMark };
}

/** Bytes of the colour table that a flags byte announces. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where the data blocks that begin at `at` end: beyond the file where it is cut off. */
function skipBlocks(file: Buffer, at: number): number {
  let next = at;
  while (next < file.length && file[next] !== 0) next += 1 + file[next]!;
  return next + 1;
}

function readControl(extension: Buffer): Control {
  const flags = extension[3]!;
  const still = Uint8Array.from(extension);
  still[3] = flags & 1;
  still.fill(0, 4, 6);
  const disposals = { 2: 'clear', 3: 'restore' } as const;
  return {
    disposal: disposals[((flags >> 2) & 7) as 2 | 3] ?? 'keep',
    shownSeconds: shownSeconds(extension.readUInt16LE(4) / 100),
    still,
  };
}

/** From Netscape's extension, which says how often the animation is played again. */
function readPlayCount(extension: Buffer): number | undefined {
  const name = extension.toString('latin1', 3, 14);
  if ((name !== 'NETSCAPE2.0' && name !== 'ANIMEXTS1.0') || extension.length < 18 || extension[15] !== 1)
    return undefined;
  const repeats = extension.readUInt16LE(16);
  return repeats === 0 ? 0 : repeats + 1;
}

/** A GIF of this picture alone, as large as it. */
function makeStill(image: Buffer, globalTable: Buffer, control: Uint8Array | undefined): Uint8Array {
  const head = Buffer.alloc(13);
  head.write('GIF89a', 'latin1');
  image.copy(head, 6, 5, 9);
  head[10] = globalTable.length > 0 ? 0x80 | (Math.log2(globalTable.length / 3) - 1) : 0;
  const placed = Buffer.from(image);
  placed.fill(0, 1, 5);
  return Buffer.concat([head, globalTable, control ?? new Uint8Array(), placed, Uint8Array.of(trailerMark)]);
}
