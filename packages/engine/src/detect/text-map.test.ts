import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextMap, type Point, type TextQuad } from './text-map.ts';

interface Bar {
  readonly centre: Point;
  readonly along: number;
  readonly across: number;
  readonly degrees: number;
}

/** A map in which the network saw these bars. */
function drawMap(width: number, height: number, bars: readonly Bar[], strength = 0.8): Float32Array {
  const map = new Float32Array(width * height);
  for (const bar of bars) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) if (isInBar({ x: x + 0.5, y: y + 0.5 }, bar)) map[y * width + x] = strength;
    }
  }
  return map;
}

function isInBar(point: Point, { centre, along, across, degrees }: Bar): boolean {
  const angle = (degrees * Math.PI) / 180;
  const dx = point.x - centre.x;
  const dy = point.y - centre.y;
  const u = dx * Math.cos(angle) + dy * Math.sin(angle);
  const v = dy * Math.cos(angle) - dx * Math.sin(angle);
  return Math.abs(u) <= along / 2 && Math.abs(v) <= across / 2;
}

function isInQuad(point: Point, { corners }: TextQuad): boolean {
  const sides = corners.map((from, i) => {
    const to = corners[(i + 1) % 4]!;
    return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
  });
  return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
}

describe('readTextMap', () => {
  it('finds nothing in an empty map, and no specks', () => {
    expect(readTextMap(new Float32Array(600), 30, 20)).toEqual([]);
    expect(readTextMap(drawMap(30, 20, [{ centre: { x: 9, y: 9 }, along: 2, across: 2, degrees: 0 }]), 30, 20)).toEqual(
      [],
    );
  });

  it('grows an upright line back by the distance the network shrinks by', () => {
    const bar = { centre: { x: 50, y: 20 }, along: 60, across: 12, degrees: 0 };
    const [quad, ...others] = readTextMap(drawMap(100, 40, [bar]), 100, 40);
    expect(others).toEqual([]);
    // 60 x 12 x 1.5 / (2 x 72) = 7.5 on every side.
    expect(quad?.textHeight).toBeCloseTo(27);
    expect(Math.min(...quad!.corners.map(({ x }) => x))).toBeCloseTo(12.5);
    expect(Math.max(...quad!.corners.map(({ x }) => x))).toBeCloseTo(87.5);
    expect(quad?.score).toBeCloseTo(0.8);
  });

  it('measures a turned line across, not by its hull', () => {
    const bar = { centre: { x: 60, y: 60 }, along: 80, across: 14, degrees: 30 };
    const [quad] = readTextMap(drawMap(120, 120, [bar]), 120, 120);
    expect(quad!.textHeight).toBeGreaterThan(26);
    expect(quad!.textHeight).toBeLessThan(40);
  });

  it('joins pixels that touch at corners and keeps apart what does not touch', () => {
    const map = new Float32Array(40 * 20);
    const block = (left: number, top: number): void => {
      for (let y = top; y < top + 4; y++) map.fill(0.9, y * 40 + left, y * 40 + left + 4);
    };
    for (const at of [2, 6, 10]) block(at, at);
    block(30, 2);
    expect(readTextMap(map, 40, 20)).toHaveLength(2);
  });

  it('covers every pixel that the network saw, at any angle', () => {
    const bars = fc.record({
      centre: fc.record({ x: fc.integer({ min: 20, max: 60 }), y: fc.integer({ min: 20, max: 60 }) }),
      along: fc.integer({ min: 8, max: 50 }),
      across: fc.integer({ min: 5, max: 20 }),
      degrees: fc.integer({ min: 0, max: 179 }),
    });
    fc.assert(
      fc.property(bars, (bar) => {
        const map = drawMap(80, 80, [bar]);
        const quads = readTextMap(map, 80, 80);
        for (let y = 0; y < 80; y++) {
          for (let x = 0; x < 80; x++) {
            if (map[y * 80 + x] === 0) continue;
            expect(quads.some((quad) => isInQuad({ x: x + 0.5, y: y + 0.5 }, quad))).toBe(true);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
