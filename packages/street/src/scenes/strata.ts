import { drawPole, drawScreen } from '../drawing/draw-prop.ts';
import type { Framing, Light } from '../film/scene.ts';
import { arrangeDemo } from './arrange-demo.ts';
import { approach, cross, driveBy, linger, prepare, shoot, wayOf, type Arranged, type Brief } from './moves.ts';
import type { Waypoint } from './walk.ts';

/** What can make a clip hard. */
export const strata = ['street', 'size', 'speed', 'occlusion', 'cut', 'pan', 'crowd', 'dusk', 'border'] as const;
export type Stratum = (typeof strata)[number];

/** One arranger per stratum, and one for the demo: it decides who comes, what they do and how they are filmed. */
export const arrangers: Readonly<Record<Stratum | 'demo' | 'throng', (brief: Brief) => Arranged>> = {
  demo: arrangeDemo,
  throng: arrangeThrong,
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
  if (random.chance(0.5)) driveBy(take);
  return { shots: [shoot(take)], flashes: [] };
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
      pace: random.between(2.5, 5.5),
      middleSeconds: ((index + random.between(0.2, 0.8)) / 5) * seconds,
    });
  }
  linger(take, take.cast.invite(), random.between(22, 34), random.between(0.2, 0.8));
  return { shots: [shoot(take, { shutterSeconds: 0.01 })], flashes: [] };
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
  // Between two of the things, not behind one.
  linger(take, take.cast.invite(), random.between(24, 34), random.pick([0.31, 0.525, 0.745]));
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
  // The outermost two come into the picture at the ends of the pan only.
  const ends = swing / width;
  for (const share of [0.14 - ends, 0.36, 0.66, 0.86 + ends]) {
    linger(take, take.cast.invite(), random.between(22, 50), share + random.between(-0.04, 0.04));
  }
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

/** Fifty people stand about, for as long as it takes: what many regions cost. */
function arrangeThrong(brief: Brief): Arranged {
  const { random } = brief;
  const take = prepare(brief, { smallestHead: 14, vehicles: 0, signs: 1, poles: 1 });
  for (let index = 0; index < 50; index++) {
    const headPixels = 16 * (44 / 16) ** ((index + random.next()) / 50);
    linger(take, take.cast.invite(), headPixels, (((index * 19) % 50) + random.next()) / 50);
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
