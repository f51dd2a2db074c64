import { describe, expect, it } from 'vitest';
import { InferenceError, OptionsError } from '../errors.ts';
import { coveredRatio, type Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import { detect } from './detector.ts';
import type { InferenceSession, Tensor } from './inference-session.ts';
import { createTextDetector, photoTextOptions } from './text-detector.ts';

function blankPicture(width: number, height: number, crops: Box[] = []): PictureView {
  return {
    width,
    height,
    sample(crop, sampleWidth, sampleHeight) {
      crops.push(crop);
      return new Uint8Array(3 * sampleWidth * sampleHeight);
    },
  };
}

/** A session that sees these boxes, in pixels of the input, as lines of text. */
function fakeText(
  look: (width: number, height: number, run: number) => readonly Box[],
  inputs: Tensor[] = [],
): InferenceSession {
  let run = 0;
  return {
    model: 'text',
    run(input) {
      inputs.push(input);
      const [, , height = 0, width = 0] = input.dims;
      const data = new Float32Array(width * height);
      for (const box of look(width, height, run++)) {
        for (let y = Math.max(0, box.y); y < Math.min(height, box.y + box.height); y++) {
          data.fill(0.9, y * width + Math.max(0, box.x), y * width + Math.min(width, box.x + box.width));
        }
      }
      return Promise.resolve({ 'sigmoid_0.tmp_0': { data, dims: [1, 1, height, width] } });
    },
  };
}

const only640 = { runs: [{ longestSide: 640 }] };

describe('createTextDetector', () => {
  it('gives an empty list where every run looked and found nothing', async () => {
    const inputs: Tensor[] = [];
    expect(await createTextDetector(fakeText(() => [], inputs))[detect](blankPicture(1920, 1080))).toEqual([]);
    expect(inputs.length).toBeGreaterThanOrEqual(photoTextOptions.runs!.length);
  });

  it('finds a line at its place in the picture, with a margin', async () => {
    const detector = createTextDetector(
      fakeText(() => [{ x: 100, y: 50, width: 80, height: 10 }]),
      only640,
    );
    const found = await detector[detect](blankPicture(1280, 960));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ kind: 'text', score: expect.closeTo(0.9) });
    expect(coveredRatio({ x: 200, y: 100, width: 160, height: 20 }, found[0]!.box)).toBe(1);
    expect(found[0]!.box.height).toBeLessThan(150);
  });

  it('makes one detection of the two lines of a plate', async () => {
    const lines = [
      { x: 100, y: 50, width: 60, height: 10 },
      { x: 100, y: 76, width: 60, height: 10 },
    ];
    expect(
      await createTextDetector(
        fakeText(() => lines),
        only640,
      )[detect](blankPicture(640, 480)),
    ).toHaveLength(1);
  });

  it('gives lines as they were found to checks', async () => {
    const lines = [
      { x: 100, y: 50, width: 60, height: 10 },
      { x: 100, y: 76, width: 60, height: 10 },
    ];
    const detector = createTextDetector(
      fakeText(() => lines),
      { ...only640, boxes: 'line' },
    );
    const found = await detector[detect](blankPicture(640, 480));
    expect(found).toHaveLength(2);
    for (const { box } of found) expect(box.height).toBeLessThan(26);
  });

  it('joins a line that the seam of two tiles cut', async () => {
    const crops: Box[] = [];
    const sign = { x: 900, y: 400, width: 1500, height: 120 };
    const session = fakeText((_, __, run) => {
      const crop = crops[run]!;
      return [{ x: sign.x - crop.x, y: sign.y - crop.y, width: sign.width, height: sign.height }];
    });
    const detector = createTextDetector(session, { runs: [{ longestSide: 4000 }] });
    const found = await detector[detect](blankPicture(4000, 2000, crops));
    expect(crops.length).toBeGreaterThan(1);
    expect(crops.every(({ x, width }) => x > sign.x || x + width < sign.x + sign.width)).toBe(true);
    expect(found).toHaveLength(1);
    expect(coveredRatio(sign, found[0]!.box)).toBe(1);
  });

  it('maps what a turned look found back to the upright picture', async () => {
    const session = fakeText((width, height) => [
      { x: Math.round(width / 2) - 40, y: Math.round(height / 2) - 100, width: 80, height: 10 },
    ]);
    const detector = createTextDetector(session, { runs: [{ longestSide: 640, turnedDegrees: 90 }] });
    const [found] = await detector[detect](blankPicture(640, 480));
    // Turned clockwise, the left of the picture is up.
    const { x, y, width, height } = found!.box;
    expect(height).toBeGreaterThan(width);
    expect(Math.abs(x + width / 2 - (320 - 100))).toBeLessThan(30);
    expect(Math.abs(y + height / 2 - 240)).toBeLessThan(30);
  });

  it('keeps, for plates, what is shaped like one, at any tilt that plates have', async () => {
    const shapes = [
      { x: 50, y: 30, width: 90, height: 14 },
      { x: 50, y: 200, width: 30, height: 24 },
      { x: 300, y: 100, width: 8, height: 200 },
      { x: 20, y: 440, width: 600, height: 8 },
    ];
    const session = fakeText(() => shapes);
    const all = await createTextDetector(session, only640)[detect](blankPicture(640, 480));
    const plates = await createTextDetector(session, { ...only640, text: 'plates' })[detect](blankPicture(640, 480));
    expect(all).toHaveLength(4);
    expect(plates).toHaveLength(2);
    for (const shape of shapes.slice(0, 2)) {
      expect(plates.some(({ box }) => coveredRatio(shape, box) === 1)).toBe(true);
    }
  });

  it('looks once where a small picture makes runs coincide', async () => {
    const inputs: Tensor[] = [];
    const runs = [{ longestSide: 640 }, { longestSide: 1280 }, { longestSide: 640, turnedDegrees: 20 }];
    await createTextDetector(
      fakeText(() => [], inputs),
      { runs },
    )[detect](blankPicture(100, 80));
    expect(inputs).toHaveLength(2);
  });

  it.each<[string, Record<string, Tensor>]>([
    ['no output', {}],
    ['another size', { 'sigmoid_0.tmp_0': { data: new Float32Array(64), dims: [1, 1, 8, 8] } }],
    ['NaN', { 'sigmoid_0.tmp_0': { data: new Float32Array(64 * 64).fill(Number.NaN), dims: [1, 1, 64, 64] } }],
    ['no probabilities', { 'sigmoid_0.tmp_0': { data: new Float32Array(64 * 64).fill(7), dims: [1, 1, 64, 64] } }],
  ])('fails where the model gives %s', async (_, outputs) => {
    const session: InferenceSession = { model: 'text', run: () => Promise.resolve(outputs) };
    const looking = createTextDetector(session, { runs: [{ longestSide: 64 }] })[detect](blankPicture(64, 64));
    await expect(looking).rejects.toThrow(InferenceError);
  });

  it('passes on what the session throws', async () => {
    const failure = new InferenceError('the worker died');
    const session: InferenceSession = { model: 'text', run: () => Promise.reject(failure) };
    await expect(createTextDetector(session)[detect](blankPicture(64, 64))).rejects.toBe(failure);
  });

  it('fails, naming the model, where there is more text than it may return', async () => {
    const lines = Array.from({ length: 6 }, (_, i) => ({ x: 20, y: 20 + i * 70, width: 60, height: 8 }));
    const session = fakeText(() => lines);
    const detector = createTextDetector(session, { ...only640, maxDetections: 5 });
    await expect(detector[detect](blankPicture(640, 480))).rejects.toThrow(/at most 5 texts.*"text".*6/);
  });

  it('stops when it is aborted', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    const looking = createTextDetector(fakeText(() => []))[detect](blankPicture(64, 64), { signal: stop.signal });
    await expect(looking).rejects.toThrow('enough');
  });

  it('refuses options out of range', () => {
    const session = fakeText(() => []);
    expect(() => createTextDetector(session, { runs: [] })).toThrow(OptionsError);
    expect(() => createTextDetector(session, { runs: [{ longestSide: 16 }] })).toThrow(/32 to 8192 for runs\[0\]/);
    expect(() => createTextDetector(session, { runs: [{ longestSide: 640, turnedDegrees: 200 }] })).toThrow(
      OptionsError,
    );
    expect(() => createTextDetector(session, { maxDetections: 0 })).toThrow(OptionsError);
    expect(() => createTextDetector(session, { text: 'none' as 'all' })).toThrow(OptionsError);
  });
});
