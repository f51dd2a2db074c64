import { drawVehicle } from '../drawing/draw-vehicle.ts';
import { scripts } from '../drawing/draw-writing.ts';
import { daylight, type Framing, type Light, type Scene, type Shot } from '../film/scene.ts';
import type { Random } from '../random.ts';
import { createCast, type Cast, type Guest } from './cast.ts';
import { furnish, type Furniture } from './furnish.ts';
import { createSet, type StreetSet } from './street-set.ts';
import { turnSeconds, type Waypoint } from './walk.ts';

/** What an arranger is given. */
export interface Brief {
  readonly random: Random;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}

/** What an arranger gives. */
export type Arranged = Pick<Scene, 'shots' | 'flashes'>;

/** A set with its people, before it is filmed. */
export interface Take {
  readonly random: Random;
  readonly set: StreetSet;
  readonly cast: Cast;
  readonly seconds: number;
}

export interface TakeOptions extends Furniture {
  readonly smallestHead: number;
  readonly reach?: number;
  readonly firstTrack?: number;
  readonly firstTextTrack?: number;
}

/** Builds a street and gets its people ready to be sent in. */
export function prepare({ random, width, height, seconds }: Brief, options: TakeOptions): Take {
  const { smallestHead, reach = 0, firstTrack = 1, firstTextTrack = 1 } = options;
  const set = createSet(random.fork('set'), { width, height, smallestHead, reach, firstTextTrack });
  furnish(random.fork('furniture'), set, options);
  return { random, set, cast: createCast(random.fork('cast'), set, firstTrack), seconds };
}

/** How a take is filmed; default: by a camera on a stand, in daylight. */
export interface Camera {
  readonly framing?: (seconds: number) => Framing;
  readonly light?: (seconds: number) => Light;
  readonly shutterSeconds?: number;
}

/** Makes a shot of a take. */
export function shoot({ set, cast, seconds }: Take, camera: Camera = {}): Shot {
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

export interface CrossOptions {
  readonly headPixels: number;
  /** 1 walks to the right, -1 to the left. */
  readonly way: 1 | -1;
  /** Metres per second. */
  readonly pace: number;
  /** When the person is in the middle of the picture; put off or brought forward where too little of the way would be filmed. */
  readonly middleSeconds: number;
}

/** At least so much of a way across the picture is filmed, in seconds, where it takes as long. */
const filmedSeconds = 1.2;

/**
 * Sends somebody across the picture from border to border. For a good part of the way they look towards the camera: somebody who shows nobody
 * but a cheek all the time cannot be found by anything that looks for faces.
 */
export function cross({ random, set, cast, seconds }: Take, guest: Guest, options: CrossOptions): void {
  const { headPixels, way, pace } = options;
  const z = set.distanceOf(headPixels, guest.headMetres);
  const halfPicture = set.across(1, z);
  const halfVisit = halfPicture / pace;
  const least = Math.min(filmedSeconds, halfVisit);
  const middle = Math.min(seconds + halfVisit - least, Math.max(least - halfVisit, options.middleSeconds));

  const outside = 1.2;
  const reach = halfPicture + outside;
  const path: Waypoint[] = [
    { seconds: middle - reach / pace, x: -way * reach, y: 0, z },
    { seconds: middle + reach / pace, x: way * reach, y: 0, z: z * random.between(0.94, 1.06) },
  ];
  const begin = Math.max(0, middle - halfVisit);
  const filmed = Math.min(seconds, middle + halfVisit) - begin;
  const looksUp = begin + random.between(0, 0.25) * filmed - turnSeconds;
  const looksAway = looksUp + turnSeconds + random.between(0.45, 0.75) * filmed;
  const headTurns = [
    { seconds: looksUp, yaw: -way * random.between(45, 95) },
    { seconds: looksAway, yaw: way * random.between(-30, 40) },
  ];
  cast.send(guest, { path, headTurns });
}

/** Lets somebody stand at a place and look about. */
export function linger(take: Take, guest: Guest, headPixels: number, share: number): void {
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
export function approach(take: Take, guest: Guest, fromPixels: number, toPixels: number, share: number): void {
  const { random, set, cast, seconds } = take;
  const from = set.distanceOf(fromPixels, guest.headMetres);
  const to = set.distanceOf(toPixels, guest.headMetres);
  const path: Waypoint[] = [
    { seconds: -0.1, x: set.across(share, from), y: 0, z: from },
    { seconds: seconds + 0.1, x: set.across(share + random.between(-0.12, 0.12), to), y: 0, z: to },
  ];
  // Who walks away looks back over the shoulder.
  const glance = random.between(0.3, 0.7) * seconds;
  const headTurns = [
    { seconds: glance, yaw: fromPixels > toPixels ? random.pick([-150, 140]) : random.pick([-60, 45, 70, -35]) },
    { seconds: glance + random.between(0.9, 1.3), yaw: 0 },
  ];
  cast.send(guest, { path, headTurns });
}

/** To the right or to the left. */
export function wayOf(random: Random): 1 | -1 {
  return random.chance(0.5) ? 1 : -1;
}

/** A van that drives through the picture, in front of some and behind others. */
export function driveBy({ random, set, seconds }: Take): void {
  const z = random.between(6, 9);
  const middle = random.between(0.3, 0.8) * seconds;
  const speed = random.between(4, 7);
  set.place(drawVehicle('van', random.pick(scripts), random.fork('van')), (at) => ({
    x: (at - middle) * speed,
    y: 0,
    z,
  }));
}
