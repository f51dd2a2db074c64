import { drawClip } from '@passerby/street';
import type { LumaPicture } from '@passerby/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHealthMeter } from './health-meter.ts';
import type { PictureHealthState } from './picture-health.ts';

const width = 320;
const height = 180;

/** What happens to the picture on its way. */
type Treatment = (picture: LumaPicture) => LumaPicture;

let street: LumaPicture[] = [];
let anotherStreet: LumaPicture[] = [];

beforeAll(async () => {
  street = await drawStreet('health');
  anotherStreet = await drawStreet('elsewhere');
});

async function drawStreet(seed: string): Promise<LumaPicture[]> {
  const film = await drawClip({ seed, width, height, fps: 2, seconds: 10 });
  // Not `[...frames]`: each is drawn into the same memory.
  return Array.from(film.frames(), ({ rgb }) => ({
    width,
    height,
    step: 1,
    data: Uint8Array.from({ length: width * height }, (_, pixel) =>
      Math.round(0.2126 * at(rgb, pixel * 3) + 0.7152 * at(rgb, pixel * 3 + 1) + 0.0722 * at(rgb, pixel * 3 + 2)),
    ),
  }));
}

/** A camera in front of the street, its sensor's noise, and somebody who tampers with it. */
class Camera {
  readonly #meter = createHealthMeter();
  readonly #said: PictureHealthState[] = [];
  #nowMs = 1_790_000_000_000;
  #pictures = 0;
  scene = street;

  /** Films for so long. Gives what was said during that time, without repetitions. */
  film(seconds: number, treat: Treatment = asIs, stepSeconds = 0.5): PictureHealthState[] {
    const from = this.#said.length;
    const treated = this.scene.map((picture, index) => addNoise(treat(picture), index));
    for (let second = 0; second < seconds; second += stepSeconds) {
      this.show(treated[this.#pictures++ % treated.length] as LumaPicture, stepSeconds);
    }
    return this.#said.slice(from);
  }

  show(picture: LumaPicture, stepSeconds = 0.5): void {
    const { state } = this.#meter.measure(picture, this.#nowMs);
    this.#nowMs += stepSeconds * 1000;
    if (this.#said.at(-1) !== state) this.#said.push(state);
  }

  /** The camera sends nothing for so long. */
  pause(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }

  get state(): PictureHealthState | undefined {
    return this.#said.at(-1);
  }
}

const asIs: Treatment = (picture) => picture;

/** One grey value of standard deviation, as a small copy of a picture has by day. */
function addNoise(picture: LumaPicture, seed: number): LumaPicture {
  let noise = seed + 1;
  const data = picture.data.map((value) => {
    noise = (noise * 48_271) % 2_147_483_647;
    return Math.max(0, Math.min(255, value + (noise % 4) - 1.5));
  });
  return { ...picture, data };
}

function at(values: Uint8Array, index: number): number {
  return values[index] ?? 0;
}

const blur =
  (radius: number): Treatment =>
  (picture) => {
    const across = smear(picture.data, { radius, step: 1, length: width });
    return { ...picture, data: smear(across, { radius, step: width, length: height }) };
  };

/** Means along rows (step 1) or columns. */
function smear(
  data: Uint8Array,
  { radius, step, length }: { radius: number; step: number; length: number },
): Uint8Array {
  return data.map((_, index) => {
    const place = step === 1 ? index % width : Math.floor(index / width);
    const from = Math.max(-place, -radius);
    const to = Math.min(length - 1 - place, radius);
    let sum = 0;
    for (let near = from; near <= to; near++) sum += at(data, index + near * step);
    return Math.round(sum / (to - from + 1));
  });
}

const darken =
  (factor: number, offset = 0): Treatment =>
  (picture) => ({ ...picture, data: picture.data.map((value) => value * factor + offset) });

const shift =
  (columns: number, rows: number): Treatment =>
  (picture) => ({
    ...picture,
    data: picture.data.map((_, index) => {
      const x = Math.min(width - 1, Math.max(0, (index % width) + columns));
      const y = Math.min(height - 1, Math.max(0, Math.floor(index / width) + rows));
      return at(picture.data, y * width + x);
    }),
  });

/** Cloth over the lens: hardly any light, hardly any structure. */
const cloth: Treatment = (picture) => darken(0.08, 70)(blur(8)(picture));

/** A board with a pattern right in front of three quarters of the lens. */
const board: Treatment = (picture) => ({
  ...picture,
  data: picture.data.map((value, index) => {
    const x = index % width;
    const y = Math.floor(index / width);
    return x > width / 8 ? ((Math.floor(x / 15) + Math.floor(y / 11)) % 2) * 120 + 40 : value;
  }),
});

describe('createHealthMeter', () => {
  it('has nothing to say about people, vehicles and changing light', () => {
    const camera = new Camera();
    expect(camera.film(120)).toEqual(['ok']);
    for (const light of [0.9, 0.75, 0.6, 0.5, 0.4]) camera.film(30, darken(light));
    camera.film(30, darken(0.5, 60));
    expect(camera.state).toBe('ok');
  });

  it.each<[PictureHealthState, string, Treatment]>([
    ['dark', 'a lens cap', darken(0.01, 16)],
    ['defocused', 'a lens out of focus', blur(4)],
    ['covered', 'cloth over the lens', cloth],
    ['covered', 'a board before the lens', board],
    ['moved', 'a camera that was turned', shift(60, 14)],
    ['moved', 'a camera that was knocked down', shift(-14, 40)],
  ])('finds %s: %s', (state, _, treat) => {
    const camera = new Camera();
    camera.film(60);
    expect(camera.film(15, treat)).toEqual([]);
    expect(camera.film(15, treat)).toEqual([state]);
    expect(camera.film(120, treat)).toEqual([]);
    expect(camera.film(15)).toEqual(['ok']);
  });

  it('says since when', () => {
    const meter = createHealthMeter();
    const show = (picture: LumaPicture | undefined, second: number) =>
      meter.measure(picture ?? street[0]!, second * 1000);
    for (let second = 0; second < 60; second++) show(street[second % street.length], second);
    for (let second = 60; second < 90; second++) show(darken(0.01, 16)(street[second % street.length]!), second);
    expect(show(darken(0.01, 16)(street[0]!), 90)).toEqual({ state: 'dark', sinceMs: 60_000 });
  });

  it('finds a frozen picture, though its camera encodes it anew', () => {
    const camera = new Camera();
    camera.film(90);
    const still = street[7] as LumaPicture;
    const show = (seconds: number): void => {
      for (let tick = 0; tick < seconds * 2; tick++) {
        camera.show({
          ...still,
          data: still.data.map((value, index) => value + ((index * 7 + tick) % 5 === 0 ? 1 : 0)),
        });
      }
    };
    show(50);
    expect(camera.state).toBe('ok');
    show(20);
    expect(camera.state).toBe('frozen');
    expect(camera.film(2)).toEqual(['ok']);
  });

  it('gives scenes that often stand still more time', () => {
    const camera = new Camera();
    const stand = (seconds: number): void => {
      for (let tick = 0; tick < seconds * 2; tick++) camera.show(street[3] as LumaPicture);
    };
    for (let round = 0; round < 3; round++) {
      camera.film(20);
      stand(50);
    }
    camera.film(5);
    stand(120);
    expect(camera.state).toBe('ok');
    stand(60);
    expect(camera.state).toBe('frozen');
  });

  it('does not take what was before and after a gap for a standstill', () => {
    const camera = new Camera();
    camera.film(60);
    camera.pause(300);
    expect(camera.film(30)).toEqual([]);
  });

  it('leaves out what passes in front of the lens', () => {
    const camera = new Camera();
    camera.film(60);
    expect(camera.film(10, board)).toEqual([]);
    expect(camera.film(30)).toEqual([]);
  });

  it('accepts a new view after ten minutes', () => {
    const camera = new Camera();
    camera.film(60);
    expect(camera.film(60, shift(60, 14))).toEqual(['moved']);
    expect(camera.film(11 * 60, shift(60, 14), 4)).toEqual(['ok']);
    camera.scene = anotherStreet;
    expect(camera.film(30).at(-1)).not.toBe('ok');
  });

  it('knows nothing of what was wrong from the beginning, but the dark', () => {
    const covered = new Camera();
    expect(covered.film(60, cloth)).toEqual(['ok']);
    const dark = new Camera();
    expect(dark.film(60, darken(0.01, 16))).toEqual(['ok', 'dark']);
  });
});
