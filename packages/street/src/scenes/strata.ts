import { createCast, type Cast, type Guest } from './cast.ts';
import { drawPole, drawScreen } from '../drawing/draw-prop.ts';
import { drawVehicle } from '../drawing/draw-vehicle.ts';
import { scripts } from '../drawing/draw-writing.ts';
import { furnish, type Furniture } from './furnish.ts';
import type { Random } from '../random.ts';
import { daylight, type Framing, type Light, type Scene, type Shot } from '../film/scene.ts';
import { createSet, type StreetSet } from './street-set.ts';
import type { Waypoint } from './walk.ts';

/** What can make a clip hard. */
export const strata = ['street', 'size', 'speed', 'occlusion', 'cut', 'pan', 'crowd', 'dusk', 'border'] as const;
export type Stratum = (typeof strata)[number];

/** What an arranger is given. */
export interface Brief {
  readonly random: Random;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

type Arranged = Pick<Scene, 'shots' | 'flashes'>;

/** One arranger per stratum: it decides who comes, what they do and how they are filmed. */
export const arrangers: Readonly<Record<Stratum, (brief: Brief) => Arranged>> = {
  street: arrangeStreet,
  size: arrangeSize,
  speed: arrangeSpeed,
  occlusion: arrangeOcclusion,
  cut: arrangeCut,
  pan: arrangePan,
  crowd: arrangeCrowd,
  dusk: arrangeDusk,
  border: arrangeBorder,
};

/** A set with its people, before it is filmed. */
interface Take {
  readonly random: Random;
  readonly set: StreetSet;
  readonly cast: Cast;
  readonly seconds: number;
}

interface TakeOptions extends Furniture {
  readonly smallestHead: number;
  readonly reach?: number;
  readonly firstTrack?: number;
  readonly firstTextTrack?: number;
}

function prepare({ random, width, height, seconds }: Brief, options: TakeOptions): Take {
  const { smallestHead, reach = 0, firstTrack = 1, firstTextTrack = 1 } = options;
  const set = createSet(random.fork('set'), { width, height, smallestHead, reach, firstTextTrack });
  furnish(random.fork('furniture'), set, options);
  return { random, set, cast: createCast(random.fork('cast'), set, firstTrack), seconds };
}

interface Camera {
  readonly framing?: (seconds: number) => Framing;
  readonly light?: (seconds: number) => Light;
  readonly shutterSeconds?: number;
}

function shoot({ set, cast, seconds }: Take, camera: Camera = {}): Shot {
  const still: Framing = { x: set.width / 2, y: set.height / 2, zoom: 1, degrees: 0 };
  return {
    seconds,
    view: set.view,
    backdrop: set.backdrop,
    actors: [...set.props, ...cast.actors],
    framing: camera.framing ?? (() => still),
    light: camera.light ?? (() => daylight),
    ...(camera.shutterSeconds === undefined ? {} : { shutterSeconds: camera.shutterSeconds }),
  };
}

/** Share of the picture's width that a person's figure may reach beyond its feet. */
const margin = 0.12;

interface CrossOptions {
  readonly headPixels: number;
  /** 1 walks to the right, -1 to the left. */
  readonly way: 1 | -1;
  /** Metres per second. */
  readonly pace: number;
  /** When the person is in the middle of the picture. */
  readonly middleSeconds: number;
  /** Looks at the camera on the way. Default true. */
  readonly looksUp?: boolean;
}

/** Sends somebody across the picture from border to border. */
function cross({ random, set, cast }: Take, guest: Guest, options: CrossOptions): void {
  const { headPixels, way, pace, middleSeconds, looksUp = true } = options;
  const z = set.distanceOf(headPixels, guest.headMetres);
  const reach = set.across(1, z) + 2 * set.across(0.5 + margin, z) * (headPixels / 40) + 0.5;
  const travel = reach / pace;
  const path: Waypoint[] = [
    { seconds: middleSeconds - travel, x: -way * reach, y: 0, z },
    { seconds: middleSeconds + travel, x: way * reach, y: 0, z: z * random.between(0.94, 1.06) },
  ];
  const headTurns = looksUp
    ? [
        { seconds: middleSeconds - random.between(0.2, 0.8) * travel, yaw: -way * random.between(50, 95) },
        { seconds: middleSeconds + random.between(0.1, 0.5) * travel, yaw: way * random.between(-30, 40) },
      ]
    : [];
  cast.send(guest, { path, headTurns });
}

/** Lets somebody stand at a place and look about. */
function linger(take: Take, guest: Guest, headPixels: number, share: number): void {
  const { random, set, cast, seconds } = take;
  const z = set.distanceOf(headPixels, guest.headMetres);
  const x = set.across(share, z);
  const path: Waypoint[] = [
    { seconds: -1, x, y: 0, z },
    { seconds: seconds + 1, x, y: 0, z },
  ];
  const headTurns = [{ seconds: -1, yaw: random.between(-20, 20) }];
  for (let at = random.between(0.6, 1.6); at < seconds; at += random.between(0.9, 2)) {
    headTurns.push({ seconds: at, yaw: random.pick([0, 20, -30, 50, -60, 80, -90, 130, 170]) });
  }
  cast.send(guest, { path, facing: random.between(-25, 25), headTurns });
}

/** Walks towards the camera, or away from it when `toPixels` is the smaller head. */
function approach(take: Take, guest: Guest, fromPixels: number, toPixels: number, share: number): void {
  const { random, set, cast, seconds } = take;
  const from = set.distanceOf(fromPixels, guest.headMetres);
  const to = set.distanceOf(toPixels, guest.headMetres);
  const path: Waypoint[] = [
    { seconds: -0.1, x: set.across(share, from), y: 0, z: from },
    { seconds: seconds + 0.1, x: set.across(share + random.between(-0.12, 0.12), to), y: 0, z: to },
  ];
  const glance = random.between(0.3, 0.7) * seconds;
  const headTurns = [
    { seconds: glance, yaw: random.pick([-60, 45, 70, -35]) },
    { seconds: glance + random.between(0.5, 1), yaw: 0 },
  ];
  cast.send(guest, { path, headTurns });
}

const wayOf = (random: Random): 1 | -1 => (random.chance(0.5) ? 1 : -1);

function arrangeStreet(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 16, vehicles: random.integer(1, 2), signs: 1, poles: 1 });
  for (let index = 0; index < 4; index++) {
    cross(take, take.cast.invite(), {
      headPixels: 18 * (70 / 18) ** ((index + random.next()) / 4),
      way: wayOf(random),
      pace: random.between(1, 1.7),
      middleSeconds: random.between(0.15, 0.95) * seconds,
    });
  }
  linger(take, take.cast.invite(), random.between(22, 44), random.between(0.15, 0.85));
  approach(take, take.cast.invite(), random.between(18, 24), random.between(36, 60), random.between(0.2, 0.8));
  driveBy(take);
  return { shots: [shoot(take)], flashes: [] };
}

/** A van that drives through the picture, in front of some and behind others. */
function driveBy({ random, set, seconds }: Take): void {
  if (random.chance(0.5)) return;
  const z = random.between(6, 9);
  const middle = random.between(0.3, 0.8) * seconds;
  const speed = random.between(4, 7);
  set.place(drawVehicle('van', random.pick(scripts), random.fork('van')), (at) => ({
    x: (at - middle) * speed,
    y: 0,
    z,
  }));
}

function arrangeSize(brief: Brief): Arranged {
  const { random } = brief;
  const take = prepare(brief, { smallestHead: 10, vehicles: 1, signs: 0, poles: 0 });
  const lanes = random.shuffle([0.14, 0.34, 0.54, 0.72, 0.88]);
  const near = random.between(110, 220);
  approach(take, take.cast.invite(), 12, near, lanes[0]!);
  approach(take, take.cast.invite(), 60, 12, lanes[1]!);
  approach(take, take.cast.invite(), 10, 26, lanes[2]!);
  linger(take, take.cast.invite(), random.between(16, 22), lanes[3]!);
  linger(take, take.cast.invite(), random.between(20, 28), lanes[4]!);
  return { shots: [shoot(take)], flashes: [] };
}

function arrangeSpeed(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 18, vehicles: 1, signs: 1, poles: 1 });
  for (let index = 0; index < 5; index++) {
    cross(take, take.cast.invite(), {
      headPixels: random.between(24, 70),
      way: wayOf(random),
      pace: random.between(3, 6.5),
      middleSeconds: ((index + random.between(0.2, 0.8)) / 5) * seconds,
      looksUp: random.chance(0.7),
    });
  }
  linger(take, take.cast.invite(), random.between(22, 34), random.between(0.2, 0.8));
  return { shots: [shoot(take, { shutterSeconds: 0.016 })], flashes: [] };
}

function arrangeOcclusion(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 18, vehicles: 1, signs: 0, poles: 0 });
  const { set } = take;
  for (const share of [0.2, 0.42, 0.63, 0.86]) {
    const z = random.between(2.6, 4);
    const x = set.across(share + random.between(-0.06, 0.06), z);
    const screen = random.chance(0.45);
    // A screen hides up to the mouth, the eyes or all of a head; a pole hides half a face.
    const drawing = screen
      ? drawScreen(random.fork(`screen ${share}`), random.between(50, 90), random.between(140, 185))
      : drawPole(random.between(10, 24));
    set.place(drawing, { x, y: 0, z });
  }
  const pair = random.between(0.35, 0.65) * seconds;
  const pairPixels = random.between(28, 44);
  for (const way of [1, -1] as const) {
    cross(take, take.cast.invite(), {
      headPixels: pairPixels * (way === 1 ? 1 : 0.92),
      way,
      pace: 1.2,
      middleSeconds: pair,
    });
  }
  for (let index = 0; index < 3; index++) {
    cross(take, take.cast.invite(), {
      headPixels: random.between(20, 40),
      way: wayOf(random),
      pace: random.between(0.9, 1.4),
      middleSeconds: random.between(0.1, 0.9) * seconds,
    });
  }
  linger(take, take.cast.invite(), random.between(24, 34), random.between(0.2, 0.8));
  if (random.chance(0.6)) driveBy(take);
  return { shots: [shoot(take)], flashes: [] };
}

/** Takes of different streets, the shortest a second long; people are in the picture when it changes. */
function arrangeCut(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const lengths = random.shuffle([0.18, 0.34, 0.48]).map((share) => share * seconds);
  let firstTrack = 1;
  let firstTextTrack = 1;
  const shots = lengths.map((length, index) => {
    const take = prepare(
      { ...brief, random: random.fork(`shot ${index}`), seconds: length },
      { smallestHead: 18, vehicles: 1, signs: index === 0 ? 1 : 0, poles: 0, firstTrack, firstTextTrack },
    );
    linger(take, take.cast.invite(), take.random.between(22, 60), take.random.between(0.15, 0.4));
    linger(take, take.cast.invite(), take.random.between(20, 34), take.random.between(0.6, 0.85));
    for (let walker = 0; walker < 2; walker++) {
      cross(take, take.cast.invite(), {
        headPixels: take.random.between(22, 52),
        way: wayOf(take.random),
        pace: take.random.between(1, 1.8),
        middleSeconds: take.random.between(0, 1) * length,
      });
    }
    firstTrack += take.cast.actors.length;
    firstTextTrack = take.set.takeTextTrack();
    return shoot(take);
  });
  return { shots, flashes: random.chance(0.4) ? [random.between(0.1, 0.9) * seconds] : [] };
}

/** The camera pans, zooms and is held by a hand. */
function arrangePan(brief: Brief): Arranged {
  const { random, width, height, seconds } = brief;
  const take = prepare(brief, { smallestHead: 20, reach: 0.5, vehicles: 2, signs: 1, poles: 1 });
  for (const share of [-0.2, 0.3, 0.75, 1.2]) {
    linger(take, take.cast.invite(), random.between(22, 50), share + random.between(-0.08, 0.08));
  }
  for (let index = 0; index < 2; index++) {
    cross(take, take.cast.invite(), {
      headPixels: random.between(22, 44),
      way: wayOf(random),
      pace: random.between(1, 1.6),
      middleSeconds: random.between(0.2, 0.8) * seconds,
    });
  }
  const way = wayOf(random);
  const swing = random.between(0.2, 0.38) * width;
  const zoomTo = random.pick([1, 1, 1.35, 1.6]);
  const shake = random.between(1.5, 5) * (width / 640);
  const phase = random.between(0, 6);
  const tilt = random.between(-4, 4);
  const framing = (at: number): Framing => {
    const share = at / seconds;
    const eased = share * share * (3 - 2 * share);
    const hand = (speed: number): number => Math.sin(at * speed + phase) + 0.6 * Math.sin(at * speed * 2.3 + phase * 2);
    return {
      x: width / 2 + way * swing * (2 * eased - 1) + shake * hand(6.1),
      y: height / 2 + shake * 0.8 * hand(7.7),
      zoom: 1 + (zoomTo - 1) * Math.sin(share * Math.PI),
      degrees: tilt * Math.sin(share * 2.2) + 0.25 * hand(4.3),
    };
  };
  return { shots: [shoot(take, { framing, shutterSeconds: 0.012 })], flashes: [] };
}

function arrangeCrowd(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 16, vehicles: 0, signs: 1, poles: 1 });
  const count = random.integer(14, 20);
  for (let index = 0; index < count; index++) {
    const headPixels = 18 * (46 / 18) ** ((index + random.next()) / count);
    if (random.chance(0.25)) {
      approach(take, take.cast.invite(), headPixels, headPixels * random.between(1.2, 1.7), random.between(0.1, 0.9));
    } else {
      cross(take, take.cast.invite(), {
        headPixels,
        way: wayOf(random),
        pace: random.between(0.8, 1.5),
        middleSeconds: random.between(-0.2, 1.2) * seconds,
      });
    }
  }
  return { shots: [shoot(take)], flashes: [] };
}

function arrangeDusk(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 18, vehicles: 1, signs: 1, poles: 1 });
  for (let index = 0; index < 3; index++) {
    cross(take, take.cast.invite(), {
      headPixels: random.between(20, 56),
      way: wayOf(random),
      pace: random.between(1, 1.6),
      middleSeconds: random.between(0.1, 0.9) * seconds,
    });
  }
  linger(take, take.cast.invite(), random.between(22, 50), random.between(0.2, 0.8));
  approach(take, take.cast.invite(), 20, random.between(40, 70), random.between(0.2, 0.8));
  const level = random.between(0.3, 0.5);
  const fading = random.chance(0.5) ? random.between(0.1, 0.3) : 0;
  const noise = random.between(4, 9);
  const light = (at: number): Light => {
    const now = level + fading * (1 - at / seconds);
    return { red: now * 0.92, green: now * 0.95, blue: now * 1.12, lift: 5, noise };
  };
  const flashes = random.chance(0.6) ? [random.between(0.2, 0.8) * seconds] : [];
  return { shots: [shoot(take, { light })], flashes };
}

/** People come in and go out at every border, some only half-way. */
function arrangeBorder(brief: Brief): Arranged {
  const { random, seconds } = brief;
  const take = prepare(brief, { smallestHead: 18, vehicles: 1, signs: 0, poles: 0 });
  const { set, cast } = take;
  const shares = random.shuffle([0.16, 0.33, 0.5, 0.67, 0.84]);

  // On escalators: down through the upper border, up through the lower one, and out again.
  const ride = (share: number, fromShare: number, toShare: number, begin: number, end: number): void => {
    const guest = cast.invite();
    const z = set.distanceOf(random.between(24, 46), guest.headMetres);
    const x = set.across(share, z);
    // `above` tells where the feet must be for the crown of the head to be at a share of the picture's height.
    const feetFor = (crown: number): number => set.above(crown, z) - guest.heightMetres;
    const path: Waypoint[] = [
      { seconds: begin, x, y: feetFor(fromShare), z },
      { seconds: end, x, y: feetFor(toShare), z },
    ];
    cast.send(guest, {
      path,
      facing: random.between(-30, 30),
      headTurns: [{ seconds: (begin + end) / 2, yaw: random.pick([0, 40, -50]) }],
    });
  };
  ride(shares[0]!, -0.4, random.between(0.3, 0.5), 0.1 * seconds, 0.9 * seconds);
  ride(shares[1]!, 1.1, random.between(0.3, 0.5), 0.15 * seconds, 0.85 * seconds);
  ride(shares[2]!, random.between(0.3, 0.5), -0.4, -0.1, 0.8 * seconds);
  ride(shares[3]!, random.between(0.35, 0.5), 1.15, -0.1, 0.75 * seconds);

  // Peeks in at the left or right border and goes back.
  for (const side of [0, 1]) {
    const guest = cast.invite();
    const headPixels = random.between(28, 70);
    const z = set.distanceOf(headPixels, guest.headMetres);
    const outside = set.across(side === 0 ? -0.12 : 1.12, z);
    const inside = set.across(
      side + ((side === 0 ? 1 : -1) * (random.between(0.1, 0.9) * headPixels * 0.5)) / set.width,
      z,
    );
    const begin = random.between(0.05, 0.4) * seconds;
    const stay = random.between(0.4, 1.6);
    const path: Waypoint[] = [
      { seconds: begin - 0.1, x: outside, y: 0, z },
      { seconds: begin + 0.5, x: inside, y: 0, z },
      { seconds: begin + 0.5 + stay, x: inside, y: 0, z },
      { seconds: begin + 1.1 + stay, x: outside, y: 0, z },
    ];
    cast.send(guest, {
      path,
      facing: random.between(-30, 30),
      headTurns: [{ seconds: begin + 0.6, yaw: random.pick([0, 30, -30]) }],
    });
  }
  for (const way of [1, -1] as const) {
    cross(take, cast.invite(), {
      headPixels: random.between(24, 56),
      way,
      pace: random.between(1, 1.8),
      middleSeconds: random.between(-0.1, 1.1) * seconds,
    });
  }
  return { shots: [shoot(take)], flashes: [] };
}
