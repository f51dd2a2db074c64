import { FramePool, FrameScaler } from '@passerby/node/internal';
import { describe, expect, it } from 'vitest';
import type { HiddenPacket } from '../stream/hidden-packet.ts';
import { HiddenOutput } from './hidden-output.ts';
import { PictureFitter, type MountForm } from './picture-fitter.ts';

const form: MountForm = { width: 160, height: 96, isFullRange: false };

/** Cards at these times, encoded. */
function sendCards(times: readonly number[]): readonly HiddenPacket[] {
  const pool = new FramePool();
  const fitter = new PictureFitter(form, pool, new FrameScaler());
  const packets: HiddenPacket[] = [];
  const options = { fps: 15, preset: 'ultrafast', bitrateKbps: undefined } as const;
  const output = new HiddenOutput(form, options, -1, (packet) => packets.push(packet));
  for (const seconds of times) output.sendCard(fitter.blank(), ['No picture'], seconds);
  output.close();
  fitter.close();
  pool.close();
  return packets;
}

describe('HiddenOutput', () => {
  it.each([1 / 15, 1 / 3, 0.5, 1.4])('sends key frames at most 2 s apart where packets come every %d s', (step) => {
    const packets = sendCards(Array.from({ length: Math.ceil(9 / step) }, (_, index) => index * step));
    const keys = packets.filter(({ isKeyFrame }) => isKeyFrame).map(({ seconds }) => seconds);
    expect(keys[0]).toBe(0);
    expect(keys.length).toBeGreaterThanOrEqual(4);
    const gaps = keys.slice(1).map((seconds, index) => seconds - (keys[index] ?? NaN));
    expect(Math.max(...gaps)).toBeLessThan(2.002);
  });

  it('does not make every packet a key frame', () => {
    const packets = sendCards(Array.from({ length: 90 }, (_, index) => index / 15));
    expect(packets.filter(({ isKeyFrame }) => isKeyFrame).length).toBeLessThan(6);
  });
});
