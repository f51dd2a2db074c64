import type { Light } from './scene.ts';

/**
 * Develops a drawn picture under the light of its frame into `target`: gains, lift, a flash (0 to 1) and sensor noise. Noise depends on the
 * frame's number only, so the same clip has the same noise everywhere.
 */
export function exposeFrame(
  rgb: Uint8Array,
  light: Light,
  flash: number,
  frameIndex: number,
  target: Uint8Array,
): void {
  const plain = light.red === 1 && light.green === 1 && light.blue === 1 && light.lift === 0 && flash === 0;
  if (plain && light.noise === 0) {
    target.set(rgb);
    return;
  }
  const red = createCurve(light.red, light.lift, flash);
  const green = createCurve(light.green, light.lift, flash);
  const blue = createCurve(light.blue, light.lift, flash);
  const clamped = new Uint8ClampedArray(target.buffer, target.byteOffset, target.length);
  const strength = light.noise;
  let state = (Math.imul(frameIndex + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1;
  for (let at = 0; at < rgb.length; at += 3) {
    let noise = 0;
    if (strength > 0) {
      // xorshift32; the sum of two bytes is close enough to a bell curve.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      noise = (((state & 255) + ((state >>> 8) & 255) - 255) * strength) / 104;
    }
    clamped[at] = red[rgb[at]!]! + noise;
    clamped[at + 1] = green[rgb[at + 1]!]! + noise;
    clamped[at + 2] = blue[rgb[at + 2]!]! + noise;
  }
}

function createCurve(gain: number, lift: number, flash: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => {
    const lit = value * gain + lift;
    return Math.round(Math.min(255, lit + (255 - lit) * 0.85 * flash + lit * 0.6 * flash));
  });
}
