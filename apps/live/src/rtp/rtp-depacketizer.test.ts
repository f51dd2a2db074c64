import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessUnit, CameraCodec } from './access-unit.ts';
import { packetizeH264, splitAnnexB } from './packetize-h264.ts';
import { RtpDepacketizer } from './rtp-depacketizer.ts';
import { writeRtpHeader } from './rtp-packet.ts';

const startCode = [0, 0, 0, 1];
const sets = [Uint8Array.of(0x67, 1, 2), Uint8Array.of(0x68, 3)];

function depacketizer(mayReorder = false, codec: CameraCodec = 'h264'): RtpDepacketizer {
  return new RtpDepacketizer({ codec, payloadType: 96, clockRate: 90_000, parameterSets: sets, mayReorder });
}

function packet(sequence: number, timestamp: number, payload: Uint8Array, isLast: boolean): Buffer {
  const header = Buffer.alloc(12);
  writeRtpHeader(header, { source: 1, payloadType: 96, sequence, timestamp, isLast });
  return Buffer.concat([header, payload]);
}

/** A slice of that type and length, whose bytes tell nothing of start codes. */
function slice(type: number, length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at === 0 ? type : ((at * 7 + seed) % 200) + 5));
}

function accessUnit(...units: Uint8Array[]): Uint8Array {
  return Buffer.concat(units.flatMap((unit) => [Buffer.from(startCode), unit]));
}

/** The packets of pictures, in order. */
function packetize(pictures: readonly Uint8Array[], firstSequence = 0): Buffer[] {
  let sequence = firstSequence;
  return pictures.flatMap((data, index) => {
    const payloads = packetizeH264(data);
    return payloads.map((parts, at) =>
      packet(sequence++ & 0xffff, index * 6000, Buffer.concat(parts), at === payloads.length - 1),
    );
  });
}

function feed(into: RtpDepacketizer, packets: readonly Buffer[]): AccessUnit[] {
  return packets.flatMap((one) => into.add(one));
}

describe('RtpDepacketizer', () => {
  it('gives back what was packetized, whatever its sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 6000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 65_535 }),
        (sizes, first) => {
          const pictures = sizes.map((size, index) => accessUnit(slice(index === 0 ? 0x65 : 0x41, size)));
          const given = feed(depacketizer(), packetize(pictures, first));
          expect(given.map(({ isDamaged }) => isDamaged)).toEqual(sizes.map(() => false));
          expect(Buffer.from(given[0]?.data ?? []).equals(accessUnit(...sets, slice(0x65, sizes[0] ?? 0)))).toBe(true);
          for (const [index, unit] of given.entries())
            if (index > 0) expect(Buffer.from(unit.data).equals(pictures[index] ?? new Uint8Array())).toBe(true);
          expect(given.map(({ isKeyFrame }) => isKeyFrame)).toEqual(sizes.map((_, index) => index === 0));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('marks the picture of every lost packet, and trusts the next whole one', () => {
    const pictures = [accessUnit(slice(0x65, 5000)), accessUnit(slice(0x41, 5000)), accessUnit(slice(0x41, 300))];
    const packets = packetize(pictures);
    // What is lost before anything came is not known to be lost.
    const lossy = packets.slice(1).map((lost) =>
      feed(
        depacketizer(),
        packets.filter((one) => one !== lost),
      ),
    );
    expect(lossy.slice(0, -1).map((given) => given.some(({ isDamaged }) => isDamaged))).not.toContain(false);
    const trusted = lossy.flat().filter(({ isDamaged, isKeyFrame }) => !isDamaged && !isKeyFrame);
    expect(trusted.filter(({ data }) => !pictures.some((one) => Buffer.from(data).equals(one)))).toEqual([]);
  });

  it('puts datagrams back in order', () => {
    const pictures = [accessUnit(slice(0x65, 9000)), accessUnit(slice(0x41, 4000))];
    const packets = packetize(pictures, 65_533);
    const swapped = [...packets];
    for (let at = 1; at + 1 < swapped.length; at += 3)
      [swapped[at], swapped[at + 1]] = [swapped[at + 1] as Buffer, swapped[at] as Buffer];
    const given = feed(depacketizer(true), swapped);
    expect(given.map(({ isDamaged }) => isDamaged)).toEqual([false, false]);
    const twice = feed(
      depacketizer(true),
      packets.flatMap((one) => [one, one]),
    );
    expect(twice.map(({ isDamaged }) => isDamaged)).toEqual([false, false]);
  });

  it('does not wait for lost datagrams for ever', () => {
    const pictures = Array.from({ length: 6 }, (_, index) => accessUnit(slice(index % 3 === 0 ? 0x65 : 0x41, 9000)));
    const packets = packetize(pictures);
    const given = feed(
      depacketizer(true),
      packets.filter((_, index) => index !== 3),
    );
    expect(given.filter(({ isDamaged }) => !isDamaged).length).toBeGreaterThanOrEqual(4);
    expect(given.some(({ isDamaged }) => isDamaged)).toBe(true);
  });

  it('goes on over the wrap of 32 bits', () => {
    const one = depacketizer();
    const times = [0xffff_f000, 0xffff_f000 + 6000].map((time) => time >>> 0);
    const given = times.flatMap((time, index) => one.add(packet(index, time, slice(0x65, 50), true)));
    const [a = 0, b = 0] = given.map(({ cameraSeconds = 0 }) => cameraSeconds);
    expect(b - a).toBeCloseTo(6000 / 90_000);
  });

  it('takes units that travel together, and fragments, of H.265', () => {
    const one = depacketizer(false, 'h265');
    const vps = Uint8Array.of(32 << 1, 1, 9);
    const together = Buffer.concat([Buffer.of(48 << 1, 1, 0, vps.length), vps]);
    expect(one.add(packet(1, 0, together, false))).toEqual([]);
    const [start, end] = [Buffer.of(49 << 1, 1, 0x80 | 19, 5, 6), Buffer.of(49 << 1, 1, 0x40 | 19, 7)];
    one.add(packet(2, 0, start, false));
    const [picture] = one.add(packet(3, 0, end, true));
    expect(picture).toMatchObject({ isKeyFrame: true, isDamaged: false });
    expect([...(picture?.data ?? [])]).toEqual([...startCode, ...vps, ...startCode, 19 << 1, 1, 5, 6, 7]);
  });

  it('survives rubbish', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 40 }),
        fc.constantFrom<CameraCodec>('h264', 'h265'),
        (packets, codec) => {
          const one = depacketizer(true, codec);
          for (const [index, payload] of packets.entries()) {
            one.add(Buffer.from(payload));
            one.add(packet(index, index, payload, index % 2 === 0));
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(depacketizer().add(Buffer.alloc(0))).toEqual([]);
  });
});

describe('splitAnnexB', () => {
  it('takes start codes of three and of four bytes', () => {
    const units = [...splitAnnexB(Uint8Array.of(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3))];
    expect(units.map((unit) => [...unit])).toEqual([
      [0x67, 1],
      [0x68, 2],
      [0x65, 3],
    ]);
    expect([...splitAnnexB(Uint8Array.of(1, 2, 3))]).toEqual([]);
  });
});
