import { describe, expect, it } from 'vitest';
import type { HiddenPacket } from './hidden-packet.ts';
import { Mount, type MountVideo } from './mount.ts';

const video: MountVideo = {
  width: 64,
  height: 48,
  framesPerSecond: 15,
  sequenceParameterSet: Uint8Array.of(0x67, 1),
  pictureParameterSet: Uint8Array.of(0x68, 2),
  codec: 'avc1.42c00a',
};

function packet(seconds: number, isKeyFrame = false, bytes = 10): HiddenPacket {
  return { data: new Uint8Array(bytes), isKeyFrame, seconds, durationSeconds: 0.1, receivedAtMs: 0, isCard: false };
}

async function take(stream: AsyncIterable<HiddenPacket>, count: number): Promise<number[]> {
  const seconds: number[] = [];
  for await (const one of stream) {
    seconds.push(one.seconds);
    if (seconds.length === count) break;
  }
  return seconds;
}

describe('Mount', () => {
  it('gives late joiners the current group of pictures, then what comes', async () => {
    const mount = new Mount('gate');
    for (const [index, isKey] of [true, false, true, false].entries()) mount.push(packet(index, isKey));
    using late = mount.subscribe();
    mount.push(packet(4));
    expect(await take(late, 3)).toEqual([2, 3, 4]);
  });

  it('waits for a key frame where nothing is cached, or where it was asked to', async () => {
    const mount = new Mount('gate');
    mount.push(packet(0));
    using early = mount.subscribe();
    mount.push(packet(1));
    mount.push(packet(2, true));
    using live = mount.subscribe({ fromNextKeyFrame: true });
    mount.push(packet(3));
    mount.push(packet(4, true));
    expect(await take(early, 3)).toEqual([2, 3, 4]);
    expect(await take(live, 1)).toEqual([4]);
  });

  it('lets a slow reader lose packets up to a key frame, and nobody else', async () => {
    const mount = new Mount('gate');
    using slow = mount.subscribe({ maxWaitingBytes: 25 });
    using quick = mount.subscribe();
    for (let index = 0; index < 8; index++) mount.push(packet(index, index % 3 === 0));
    expect(await take(slow, 2)).toEqual([6, 7]);
    expect(slow.skippedPackets).toBe(6);
    expect(await take(quick, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('refuses a clock that stands still or runs back', () => {
    const mount = new Mount('gate');
    mount.push(packet(1, true));
    expect(() => mount.push(packet(1))).toThrow('after 1 s');
    expect(() => mount.push(packet(0.5))).toThrow(TypeError);
  });

  it('refuses another size', async () => {
    const mount = new Mount('gate');
    const ready = mount.whenReady(AbortSignal.timeout(1000));
    mount.open(video);
    expect(await ready).toBe(video);
    mount.open({ ...video });
    expect(() => mount.open({ ...video, width: 32 })).toThrow('keep its size');
  });

  it('stops waiting for a size when told to', async () => {
    await expect(new Mount('gate').whenReady(AbortSignal.timeout(5))).rejects.toThrow('timeout');
  });

  it('ends its readers when it closes', async () => {
    const mount = new Mount('gate');
    mount.push(packet(0, true));
    const reader = mount.subscribe();
    const reading = take(reader, 5);
    await new Promise((resolve) => setImmediate(resolve));
    mount.close();
    expect(await reading).toEqual([0]);
    expect(mount.subscriberCount).toBe(0);
  });
});
