import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';

/** What was done to the bytes of a file. */
export type DamageKind = 'flip' | 'flip-head' | 'cut' | 'splice' | 'swap-head' | 'extremes' | 'blank' | 'repeat';

/** A damaged file, and how it became so. */
export interface DamagedBytes {
  readonly kind: DamageKind;
  readonly bytes: Buffer;
}

/** Where containers keep what they say of themselves. */
const headBytes = 256;

type Damage = (bytes: Buffer, donor: Buffer, random: Random) => Buffer;

const damages: Readonly<Record<DamageKind, Damage>> = {
  /** Single bits anywhere. */
  flip: (bytes, _donor, random) => flipBits(bytes, random, bytes.length),
  /** Single bits where the sizes, types and counts are. */
  'flip-head': (bytes, _donor, random) => flipBits(bytes, random, Math.min(bytes.length, headBytes)),
  /** The end is missing. */
  cut: (bytes, _donor, random) => Buffer.from(bytes.subarray(0, random.integer(0, bytes.length - 1))),
  /** A piece of another file in the middle of this one. */
  splice: (bytes, donor, random) => {
    const from = random.integer(0, donor.length - 1);
    const piece = donor.subarray(from, from + random.integer(1, 512));
    const at = random.integer(0, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(random.chance(0.5) ? at : at + piece.length)]);
  },
  /** The first bytes of another file before the rest of this one. */
  'swap-head': (bytes, donor, random) => {
    const length = random.integer(4, headBytes);
    return Buffer.concat([donor.subarray(0, length), bytes.subarray(length)]);
  },
  /** Numbers at the ends of their ranges, where sizes and counts are. */
  extremes: (bytes, _donor, random) => {
    const damaged = Buffer.from(bytes);
    for (let i = random.integer(1, 4); i > 0; i--) {
      const width = random.pick([1, 2, 4]);
      const at = random.integer(0, Math.min(bytes.length, 4 * headBytes) - 1);
      damaged.subarray(at, at + width).fill(random.pick([0x00, 0x7f, 0x80, 0xff]));
    }
    return damaged;
  },
  /** A stretch of zeros, as a bad copy has it. */
  blank: (bytes, _donor, random) => {
    const damaged = Buffer.from(bytes);
    const at = random.integer(0, bytes.length - 1);
    damaged.subarray(at, at + random.integer(1, 2048)).fill(0);
    return damaged;
  },
  /** A stretch that is there twice. */
  repeat: (bytes, _donor, random) => {
    const at = random.integer(0, bytes.length - 1);
    const end = at + random.integer(1, 1024);
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
  },
};

const kinds = Object.keys(damages) as readonly DamageKind[];

/** Damages a file in one of several ways; the same seed does the same. Borrows both; `donor` is another file, of any kind. */
export function damageBytes(bytes: Uint8Array, donor: Uint8Array, seed: number | string): DamagedBytes {
  if (bytes.length === 0 || donor.length === 0) throw new RangeError('Expected two files that hold bytes.');
  const random = createRandom(seed);
  const kind = random.pick(kinds);
  return { kind, bytes: damages[kind](asBuffer(bytes), asBuffer(donor), random) };
}

function flipBits(bytes: Buffer, random: Random, within: number): Buffer {
  const damaged = Buffer.from(bytes);
  for (let i = random.pick([1, 2, 8, 40]); i > 0; i--) {
    const at = random.integer(0, within - 1);
    damaged[at] = damaged[at]! ^ (1 << random.integer(0, 7));
  }
  return damaged;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
