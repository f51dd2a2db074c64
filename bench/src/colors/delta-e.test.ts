import { describe, expect, it } from 'vitest';
import { deltaE } from './delta-e.ts';

describe('deltaE', () => {
  it('is 0 for one colour and 100 from black to white', () => {
    expect(deltaE([12, 200, 90], [12, 200, 90])).toBe(0);
    expect(deltaE([0, 0, 0], [255, 255, 255])).toBeCloseTo(100, 1);
  });

  it('knows red from green', () => {
    // CIELAB of sRGB red (53.24, 80.09, 67.20) and green (87.73, -86.18, 83.18).
    expect(deltaE([255, 0, 0], [0, 255, 0])).toBeCloseTo(Math.hypot(34.49, 166.27, 15.98), 0);
  });
});
