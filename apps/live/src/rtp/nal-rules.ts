import type { CameraCodec } from './access-unit.ts';

/** What one RTP payload holds. All views are borrowed. */
export type NalPiece =
  | { readonly kind: 'units'; readonly units: readonly Uint8Array[] }
  | {
      readonly kind: 'fragment';
      readonly isFirst: boolean;
      readonly isLast: boolean;
      /** The unit's header, made from the fragment's. */
      readonly header: Uint8Array;
      readonly data: Uint8Array;
    }
  | { readonly kind: 'nonsense' };

/** How NAL units of a codec are told apart and travel in RTP. */
export interface NalRules {
  kindOf(unit: Uint8Array): 'key picture' | 'picture' | 'parameter set' | 'other';
  unpack(payload: Buffer): NalPiece;
}

const nonsense: NalPiece = { kind: 'nonsense' };

/** RFC 6184: single units, STAP-A, FU-A. What only interleaved mode has is nonsense here. */
const h264: NalRules = {
  kindOf(unit) {
    const type = (unit[0] ?? 0) & 0x1f;
    if (type === 5) return 'key picture';
    if (type >= 1 && type <= 4) return 'picture';
    return type === 7 || type === 8 ? 'parameter set' : 'other';
  },
  unpack(payload) {
    const type = payload.readUInt8(0) & 0x1f;
    if (type >= 1 && type <= 23) return { kind: 'units', units: [payload] };
    if (type === 24) return unpackAggregate(payload, 1);
    if (type !== 28 || payload.byteLength < 2) return nonsense;
    const fragment = payload.readUInt8(1);
    return {
      kind: 'fragment',
      isFirst: (fragment & 0x80) !== 0,
      isLast: (fragment & 0x40) !== 0,
      header: Uint8Array.of((payload.readUInt8(0) & 0xe0) | (fragment & 0x1f)),
      data: payload.subarray(2),
    };
  },
};

/** RFC 7798 without DONL fields, which need an order of decoding that cameras do not use. */
const h265: NalRules = {
  kindOf(unit) {
    const type = ((unit[0] ?? 0) >> 1) & 0x3f;
    if (type >= 16 && type <= 21) return 'key picture';
    if (type <= 9) return 'picture';
    return type >= 32 && type <= 34 ? 'parameter set' : 'other';
  },
  unpack(payload) {
    if (payload.byteLength < 3) return nonsense;
    const type = (payload.readUInt8(0) >> 1) & 0x3f;
    if (type < 48) return { kind: 'units', units: [payload] };
    if (type === 48) return unpackAggregate(payload, 2);
    if (type !== 49) return nonsense;
    const fragment = payload.readUInt8(2);
    return {
      kind: 'fragment',
      isFirst: (fragment & 0x80) !== 0,
      isLast: (fragment & 0x40) !== 0,
      header: Uint8Array.of((payload.readUInt8(0) & 0x81) | ((fragment & 0x3f) << 1), payload.readUInt8(1)),
      data: payload.subarray(3),
    };
  },
};

/** Units with a length of two bytes before each. */
function unpackAggregate(payload: Buffer, headerBytes: number): NalPiece {
  const units: Uint8Array[] = [];
  let at = headerBytes;
  while (at < payload.byteLength) {
    if (at + 2 > payload.byteLength) return nonsense;
    const length = payload.readUInt16BE(at);
    at += 2;
    if (length === 0 || at + length > payload.byteLength) return nonsense;
    units.push(payload.subarray(at, at + length));
    at += length;
  }
  return { kind: 'units', units };
}

export const nalRules: Readonly<Record<CameraCodec, NalRules>> = { h264, h265 };
