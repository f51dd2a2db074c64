import { drawPole, drawSignPost } from '../drawing/draw-prop.ts';
import { drawVehicle } from '../drawing/draw-vehicle.ts';
import type { Shot } from '../film/scene.ts';
import { approach, cross, driveBy, linger, prepare, shoot, type Arranged, type Brief, type Take } from './moves.ts';

/** Sizes below are for a picture so wide; others are enlarged alike. */
const designWidth = 960;

/** A film of two shots with something of everything, for people to look at: a flash in the first, nobody at the start of the second. */
export function arrangeDemo(brief: Brief): Arranged {
  const first = 0.6 * brief.seconds;
  const opening = prepareDemo(brief, 'opening', first);
  const shots = [fillOpening(opening, brief.width / designWidth)];
  const closing = prepareDemo(brief, 'closing', brief.seconds - first, opening);
  shots.push(fillClosing(closing, brief.width / designWidth));
  return { shots, flashes: [0.36 * brief.seconds] };
}

function prepareDemo(brief: Brief, name: string, seconds: number, before?: Take): Take {
  return prepare(
    { ...brief, random: brief.random.fork(name), seconds },
    {
      smallestHead: (15 * brief.width) / designWidth,
      vehicles: 0,
      signs: 0,
      poles: 0,
      firstTrack: 1 + (before?.cast.actors.length ?? 0),
      firstTextTrack: before?.set.takeTextTrack() ?? 1,
    },
  );
}

function fillOpening(take: Take, enlarged: number): Shot {
  const { random, set, cast, seconds } = take;
  set.place(drawVehicle('rickshaw', 'burmese', random.fork('rickshaw')), { x: set.across(0.17, 7), y: 0, z: 7 });
  set.place(drawVehicle('car', 'latin', random.fork('car')), { x: set.across(0.86, 8), y: 0, z: 8 });
  set.place(drawSignPost('thai', random.fork('sign')), { x: set.across(0.5, 9), y: 0, z: 9 });
  set.place(drawPole(16), { x: set.across(0.62, 4.2), y: 0, z: 4.2 });

  // Passes behind the pole.
  const scarf = cast.invite({ headwear: 'headscarf', accentColor: '#2f4858', mask: false, beard: 'none', skinTone: 2 });
  cross(take, scarf, { headPixels: 44 * enlarged, way: 1, pace: 1.15, middleSeconds: 0.45 * seconds });
  // Turns away and back.
  const glasses = cast.invite({ eyewear: 'glasses', headwear: 'none', hair: 'short', mask: false, skinTone: 6 });
  linger(take, glasses, 56 * enlarged, 0.36);
  const host = cast.invite({
    badge: 'MAYA',
    backpack: false,
    headwear: 'none',
    hair: 'bun',
    beard: 'none',
    mask: false,
    skinTone: 4,
    child: false,
  });
  approach(take, host, 46 * enlarged, 92 * enlarged, 0.72);
  // Two who pass each other.
  cross(take, cast.invite({ child: true, mask: false }), {
    headPixels: 34 * enlarged,
    way: -1,
    pace: 1.3,
    middleSeconds: 0.5 * seconds,
  });
  cross(take, cast.invite({ headwear: 'turban', beard: 'full', mask: false }), {
    headPixels: 36 * enlarged,
    way: 1,
    pace: 1.2,
    middleSeconds: 0.62 * seconds,
  });
  linger(take, cast.invite({ headwear: 'cap' }), 26 * enlarged, 0.06);
  return shoot(take);
}

function fillClosing(take: Take, enlarged: number): Shot {
  const { random, set, cast, seconds } = take;
  set.place(drawVehicle('motorcycle', 'arabic', random.fork('motorcycle')), { x: set.across(0.3, 5.2), y: 0, z: 5.2 });
  set.place(drawVehicle('motorcycle', 'thai', random.fork('other')), { x: set.across(0.44, 5.6), y: 0, z: 5.6 });
  driveBy(take);
  // Nobody is there for the first half second and more.
  const comes = (share: number): number => 0.7 + share * (seconds - 0.7);
  cross(take, cast.invite({ mask: true, headwear: 'none', child: false }), {
    headPixels: 62 * enlarged,
    way: -1,
    pace: 1.5,
    middleSeconds: comes(0.55),
  });
  cross(take, cast.invite({ headwear: 'none', hair: 'long', mask: false }), {
    headPixels: 48 * enlarged,
    way: 1,
    pace: 1.6,
    middleSeconds: comes(0.62),
  });
  cross(take, cast.invite({ headwear: 'hat', eyewear: 'sunglasses', mask: false }), {
    headPixels: 36 * enlarged,
    way: -1,
    pace: 1.8,
    middleSeconds: comes(0.7),
  });
  return shoot(take);
}
