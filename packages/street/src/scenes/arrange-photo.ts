import { createCast } from './cast.ts';
import { furnish } from './furnish.ts';
import { createRandom } from '../random.ts';
import { daylight, type Scene } from '../film/scene.ts';
import { createSet } from './street-set.ts';

export interface PhotoOptions {
  /** The same seed gives the same street. */
  readonly seed: number | string;
  /** Pixels, default 1280. */
  readonly width?: number;
  /** Pixels, default 853. */
  readonly height?: number;
  /** How many people are tried; those without room are left out. Default 9; 0 for an empty street. */
  readonly people?: number;
  /** How many vehicles, each with a plate or a sign. Default 2. */
  readonly vehicles?: number;
  /** How many signs on posts. Default 2. */
  readonly signs?: number;
  /** Smallest head, skull to chin, in pixels. Default 18: its face is 14 px high. */
  readonly smallestHead?: number;
  /** Largest head in pixels. Default a quarter of the picture's height. */
  readonly largestHead?: number;
  /** Everybody faces the camera. Default false. */
  readonly frontal?: boolean;
}

/** A scene of one frame. */
export function arrangePhoto(options: PhotoOptions): Scene {
  const { seed, width = 1280, height = 853, people = 9, vehicles = 2, signs = 2, smallestHead = 18 } = options;
  const random = createRandom(seed).fork('photo');
  const set = createSet(random.fork('set'), { width, height, smallestHead });
  furnish(random.fork('furniture'), set, { vehicles, signs, poles: random.chance(0.6) ? 1 : 0 });
  const cast = createCast(random.fork('cast'), set);
  cast.standAround({
    count: people,
    smallestHead,
    largestHead: options.largestHead ?? height / 4,
    frontal: options.frontal ?? false,
    seconds: 1,
  });
  return {
    width,
    height,
    fps: 1,
    flashes: [],
    shots: [
      {
        seconds: 1,
        view: set.view,
        backdrop: set.backdrop,
        actors: [...set.props, ...cast.actors],
        framing: () => ({ x: width / 2, y: height / 2, zoom: 1, degrees: 0 }),
        light: () => daylight,
      },
    ],
  };
}
