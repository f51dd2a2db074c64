import { describe, expect, it } from 'vitest';
import { InferenceError, OptionsError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import type { PictureView } from '../frame/picture-view.ts';
import type { Detection } from './detection.ts';
import { detect } from './detector.ts';
import { createFaceDetector, photoFaceOptions, type FaceDetectorOptions } from './face-detector.ts';
import type { InferenceSession, Tensor } from './inference-session.ts';

interface Seen {
  readonly box: Box;
  readonly score: number;
}

/** A picture of nothing; `crops` collects what was looked at. */
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

/** YuNet's answer: nothing but these boxes, in pixels of the input. */
function yunetOutputs(width: number, height: number, seen: readonly Seen[]): Record<string, Tensor> {
  const outputs: Record<string, Tensor> = {};
  for (const stride of [8, 16, 32]) {
    const columns = width / stride;
    const count = columns * (height / stride);
    const scores = new Float32Array(count);
    const offsets = new Float32Array(count * 4);
    if (stride === 8) {
      for (const { box, score } of seen) {
        const x = (box.x + box.width / 2) / stride;
        const y = (box.y + box.height / 2) / stride;
        const cell = Math.floor(y) * columns + Math.floor(x);
        scores[cell] = score;
        offsets.set([x % 1, y % 1, Math.log(box.width / stride), Math.log(box.height / stride)], cell * 4);
      }
    }
    outputs[`cls_${stride}`] = { data: scores, dims: [1, count, 1] };
    outputs[`obj_${stride}`] = { data: scores.slice(), dims: [1, count, 1] };
    outputs[`bbox_${stride}`] = { data: offsets, dims: [1, count, 4] };
    outputs[`kps_${stride}`] = { data: new Float32Array(count * 10), dims: [1, count, 10] };
  }
  return outputs;
}

/** A session that sees what `look` says in each of its runs. */
function fakeYunet(
  look: (width: number, height: number, run: number) => readonly Seen[],
  inputs: Tensor[] = [],
): InferenceSession {
  let run = 0;
  return {
    model: 'yunet',
    run(input) {
      inputs.push(input);
      const [, , height = 0, width = 0] = input.dims;
      return Promise.resolve(yunetOutputs(width, height, look(width, height, run++)));
    },
  };
}

function runsOf(...sizes: number[]): FaceDetectorOptions {
  return { runs: sizes.map((longestSide) => ({ longestSide, scoreThreshold: 0.3 })) };
}

function face(x: number, y: number, size: number, score = 0.9): Seen {
  return { box: { x, y, width: size, height: size }, score };
}

function round({ box }: Detection): number[] {
  return [box.x, box.y, box.width, box.height].map((number) => Math.round(number) + 0);
}

describe('createFaceDetector', () => {
  it('gives an empty list where every run looked and found nothing', async () => {
    const inputs: Tensor[] = [];
    const detector = createFaceDetector(
      fakeYunet(() => [], inputs),
      runsOf(320, 640),
    );
    expect(await detector[detect](blankPicture(640, 480))).toEqual([]);
    expect(inputs).toHaveLength(2);
  });

  it('maps boxes of a scaled input back onto the picture', async () => {
    const detector = createFaceDetector(
      fakeYunet(() => [face(100, 40, 50)]),
      runsOf(640),
    );
    const found = await detector[detect](blankPicture(1280, 720));
    expect(found.map(round)).toEqual([[200, 80, 100, 100]]);
    expect(found[0]).toMatchObject({ kind: 'face', score: expect.closeTo(0.9) });
  });

  it('keeps what only one of its runs found', async () => {
    const detector = createFaceDetector(
      fakeYunet((_, __, run) => (run === 1 ? [face(100, 40, 50)] : [])),
      runsOf(320, 640),
    );
    expect(await detector[detect](blankPicture(640, 480))).toHaveLength(1);
  });

  it('pads inputs to multiples of 32 instead of squashing the picture', async () => {
    const inputs: Tensor[] = [];
    const detector = createFaceDetector(
      fakeYunet(() => [face(300, 300, 40)], inputs),
      runsOf(640),
    );
    const found = await detector[detect](blankPicture(640, 361));
    expect(inputs[0]?.dims).toEqual([1, 3, 384, 640]);
    expect(found.map(round)).toEqual([[300, 300, 40, 40]]);
  });

  it('gives boxes that reach beyond the picture as they are', async () => {
    const detector = createFaceDetector(
      fakeYunet(() => [face(-20, -10, 50)]),
      runsOf(640),
    );
    expect((await detector[detect](blankPicture(640, 480))).map(round)).toEqual([[-20, -10, 50, 50]]);
  });

  it('feeds YuNet with blue, green, red and RetinaFace with red, green, blue', async () => {
    const red: PictureView = {
      width: 64,
      height: 64,
      sample: (_, width, height) => new Uint8Array(3 * width * height).fill(200, 0, width * height),
    };
    const inputs: Tensor[] = [];
    const stop = new InferenceError('enough');
    for (const model of ['yunet', 'retinaface']) {
      const session: InferenceSession = {
        model,
        run(input) {
          inputs.push(input);
          return Promise.reject(stop);
        },
      };
      await expect(createFaceDetector(session, runsOf(64))[detect](red)).rejects.toBe(stop);
    }
    const firstOfEach = inputs.map(({ data }) => [data[0], data[64 * 64], data[2 * 64 * 64]]);
    expect(firstOfEach).toEqual([
      [0, 0, 200],
      [200, 0, 0],
    ]);
  });

  it('leaves large boxes to the coarsest run and takes weak large ones from none', async () => {
    const seen: Record<number, Seen[]> = {
      640: [face(0, 0, 200, 0.95), face(300, 100, 150, 0.4), face(500, 300, 60, 0.4)],
      1280: [face(800, 50, 200, 0.95)],
    };
    const detector = createFaceDetector(
      fakeYunet((width) => seen[width] ?? []),
      runsOf(640, 1280),
    );
    const found = await detector[detect](blankPicture(640, 480));
    expect(found.map(round).toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [0, 0, 200, 200],
      [500, 300, 60, 60],
    ]);
  });

  it('takes large faces from its only run', async () => {
    const detector = createFaceDetector(
      fakeYunet(() => [face(100, 100, 700)]),
      runsOf(1280),
    );
    expect(await detector[detect](blankPicture(1280, 960))).toHaveLength(1);
  });

  it('cuts inputs above 1.3 MP into tiles and unites a face cut by their seam with its other part', async () => {
    const crops: Box[] = [];
    const picture = blankPicture(4000, 2000, crops);
    // One face across the middle: each tile sees what of it lies inside it.
    const person = { x: 1940, y: 900, width: 120, height: 120 };
    const session = fakeYunet((_, __, run) => {
      const crop = crops[run]!;
      const left = Math.max(person.x, crop.x);
      const right = Math.min(person.x + person.width, crop.x + crop.width);
      if (right <= left || person.y < crop.y || person.y + person.height > crop.y + crop.height) return [];
      return [{ box: { x: left - crop.x, y: person.y - crop.y, width: right - left, height: 120 }, score: 0.8 }];
    });
    const detector = createFaceDetector(session, runsOf(4000));
    const found = await detector[detect](picture);
    expect(crops.length).toBeGreaterThan(3);
    expect(crops.every(({ width, height }) => width * height <= 1_300_000)).toBe(true);
    expect(found.map(round)).toEqual([[1940, 900, 120, 120]]);
  });

  it('leaves out a run that only shrinks where it would enlarge', async () => {
    const inputs: Tensor[] = [];
    const runs = [
      { longestSide: 320, scoreThreshold: 0.3 },
      { longestSide: 1000, scoreThreshold: 0.3, mostEnlarged: 1 },
    ];
    const detector = createFaceDetector(
      fakeYunet(() => [], inputs),
      { runs },
    );
    await detector[detect](blankPicture(999, 600));
    expect(inputs).toHaveLength(1);
    await detector[detect](blankPicture(1000, 600));
    expect(inputs).toHaveLength(3);
  });

  it('takes its coarse run, too, to the areas that can hold a large face, where it is bound by them', async () => {
    const crops: Box[] = [];
    const runs = [
      { longestSide: 320, scoreThreshold: 0.3 },
      { longestSide: 640, scoreThreshold: 0.3 },
    ];
    const detector = createFaceDetector(
      fakeYunet(() => []),
      { runs },
    );
    const small = { x: 600, y: 300, width: 400, height: 100 };
    const large = { x: 100, y: 300, width: 260, height: 260 };
    await detector[detect](blankPicture(1280, 720, crops), { areas: [small], isBoundByAreas: true });
    expect(crops).toHaveLength(1);
    await detector[detect](blankPicture(1280, 720, crops), { areas: [large], isBoundByAreas: true });
    expect(crops).toHaveLength(3);
    for (const crop of crops) expect(crop.width).toBeLessThan(700);
    await detector[detect](blankPicture(1280, 720, crops), { areas: [], isBoundByAreas: true });
    expect(crops).toHaveLength(3);
    await detector[detect](blankPicture(1280, 720, crops), { isBoundByAreas: true });
    expect(crops.slice(3).map(({ width }) => width)).toEqual([1280, 1280]);
  });

  it('takes its fine runs to the areas asked for, with what is around them', async () => {
    const crops: Box[] = [];
    const detector = createFaceDetector(
      fakeYunet(() => []),
      runsOf(640, 1120),
    );
    const areas = [{ x: 600, y: 300, width: 40, height: 40 }];
    await detector[detect](blankPicture(1280, 720, crops), { areas });
    const whole = { x: 0, y: 0, width: 1280, height: 720 };
    expect(crops).toEqual([whole, { x: 546, y: 246, width: 146, height: 146 }]);
    await detector[detect](blankPicture(1280, 720, crops), { areas: [] });
    expect(crops.slice(2)).toEqual([whole]);
  });

  it.each([
    [100, [1120]],
    [150, [640, 1120]],
  ])(
    'leaves the coarsest run out where nothing larger than %i px is looked for, or not',
    async (largestPixels, widths) => {
      const inputs: Tensor[] = [];
      const detector = createFaceDetector(
        fakeYunet(() => [], inputs),
        runsOf(640, 1120),
      );
      await detector[detect](blankPicture(1280, 720), { largestPixels });
      expect(inputs.map(({ dims }) => dims[3])).toEqual(widths);
    },
  );

  it('looks once where a small picture makes two runs coincide, with the lower threshold', async () => {
    const inputs: Tensor[] = [];
    const runs = [
      { longestSide: 640, scoreThreshold: 0.3 },
      { longestSide: 1280, scoreThreshold: 0.2 },
    ];
    const detector = createFaceDetector(
      fakeYunet(() => [face(40, 40, 30, 0.25)], inputs),
      { runs },
    );
    expect(await detector[detect](blankPicture(100, 80))).toHaveLength(1);
    expect(inputs).toHaveLength(1);
  });

  it('passes on what the session throws', async () => {
    const failure = new InferenceError('the worker died');
    const session: InferenceSession = { model: 'yunet', run: () => Promise.reject(failure) };
    await expect(createFaceDetector(session)[detect](blankPicture(64, 64))).rejects.toBe(failure);
  });

  it('fails where a later run gives nonsense, though the first found a face', async () => {
    const session: InferenceSession = {
      model: 'yunet',
      run(input) {
        const [, , height = 0, width = 0] = input.dims;
        const outputs = yunetOutputs(width, height, [face(40, 40, 30)]);
        if (width > 320) outputs.obj_8!.data[0] = Number.NaN;
        return Promise.resolve(outputs);
      },
    };
    await expect(createFaceDetector(session, runsOf(320, 640))[detect](blankPicture(640, 480))).rejects.toThrow(
      InferenceError,
    );
  });

  it.each(['yunet', 'retinaface'])('fails where %s gives no outputs at all', async (model) => {
    const session: InferenceSession = { model, run: () => Promise.resolve({}) };
    await expect(createFaceDetector(session)[detect](blankPicture(64, 64))).rejects.toThrow(`model "${model}"`);
  });

  it('fails, naming the model, where there are more faces than it may return', async () => {
    const crowd = Array.from({ length: 11 }, (_, i) => face(i * 50, 8, 16));
    const session = fakeYunet(() => crowd);
    await expect(
      createFaceDetector(session, { ...runsOf(640), maxDetections: 10 })[detect](blankPicture(640, 480)),
    ).rejects.toThrow(/at most 10 faces.*"yunet".*11/);
    const detector = createFaceDetector(session, { ...runsOf(640), maxDetections: 11 });
    expect(await detector[detect](blankPicture(640, 480))).toHaveLength(11);
  });

  it('stops between runs when it is aborted', async () => {
    const inputs: Tensor[] = [];
    const stop = new AbortController();
    const session = fakeYunet(() => {
      stop.abort(new Error('enough'));
      return [];
    }, inputs);
    const looking = createFaceDetector(session, runsOf(320, 640))[detect](blankPicture(640, 480), {
      signal: stop.signal,
    });
    await expect(looking).rejects.toThrow('enough');
    expect(inputs).toHaveLength(1);
  });

  it('refuses other models and options out of range', () => {
    const session = fakeYunet(() => []);
    expect(() => createFaceDetector({ ...session, model: 'nanodet' })).toThrow(OptionsError);
    expect(() => createFaceDetector(session, { runs: [] })).toThrow(OptionsError);
    expect(() => createFaceDetector(session, runsOf(10))).toThrow(/32 to 8192 for runs\[0\].longestSide, received 10/);
    expect(() => createFaceDetector(session, { runs: [{ longestSide: 640, scoreThreshold: 0 }] })).toThrow(
      OptionsError,
    );
    expect(() => createFaceDetector(session, { maxDetections: Number.NaN })).toThrow(OptionsError);
  });

  it('has defaults that look at every picture', () => {
    for (const { runs = [] } of Object.values(photoFaceOptions)) {
      expect(runs.some(({ mostEnlarged }) => mostEnlarged === undefined)).toBe(true);
    }
  });
});
