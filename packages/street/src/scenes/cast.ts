import { inventLook, type PersonLook } from '../person/person-look.ts';
import type { Random } from '../random.ts';
import { projectWorld, type PersonActor, type PropActor, type View } from '../film/scene.ts';
import { headMetres } from '../person/proportions.ts';
import { chinY, skullTop } from '../person/skull.ts';
import type { StreetSet } from './street-set.ts';
import { createWalker, type WalkOptions } from './walk.ts';

/** Smaller heads that stand around wear no masks: masked faces of 20 pixels are beyond detectors, in photos of real people too. */
const smallestMasked = 40;

/** Somebody who was invited but has not been sent anywhere yet. */
export interface Guest {
  readonly look: PersonLook;
  readonly heightMetres: number;
  readonly headMetres: number;
}

export interface StandOptions {
  /** How many are tried; those without room are left out. */
  readonly count: number;
  /** Smallest and largest head, skull to chin, in pixels. */
  readonly smallestHead: number;
  readonly largestHead: number;
  /** Everybody faces the camera. */
  readonly frontal: boolean;
  /** How long they stay. */
  readonly seconds: number;
}

/** The people of one shot. */
export interface Cast {
  readonly actors: readonly PersonActor[];
  /** A new person; `wish` overrides what chance would give. */
  invite(wish?: Partial<PersonLook>): Guest;
  /** Sends a guest on a way. */
  send(guest: Guest, way: Omit<WalkOptions, 'track' | 'look' | 'heightMetres' | 'badgeTrack'>): void;
  /** Puts people of many sizes side by side, so that nobody's head is covered. */
  standAround(options: StandOptions): void;
}

/** What a standing figure takes of the stage: its head and its distance. */
interface Taken {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly chin: number;
  readonly z: number;
}

/** Gathers people for a set. Their tracks count from `firstTrack` (default 1). */
export function createCast(random: Random, set: StreetSet, firstTrack = 1): Cast {
  const actors: PersonActor[] = [];
  const taken: Taken[] = [];
  let invited = 0;

  function invite(wish: Partial<PersonLook> = {}): Guest {
    const personal = random.fork(`person ${invited++}`);
    const look = { ...inventLook(personal), ...wish };
    const heightMetres = look.child ? personal.between(1.15, 1.4) : personal.between(1.55, 1.88);
    return { look, heightMetres, headMetres: headMetres(look, heightMetres) };
  }

  function send(guest: Guest, way: Omit<WalkOptions, 'track' | 'look' | 'heightMetres' | 'badgeTrack'>): void {
    const { look, heightMetres } = guest;
    const badgeTrack = look.badge === undefined ? undefined : set.takeTextTrack();
    actors.push(createWalker({ ...way, look, heightMetres, badgeTrack, track: firstTrack + actors.length }));
  }

  function standAround({ count, smallestHead, largestHead, frontal, seconds }: StandOptions): void {
    const things = set.props.map((prop) => frameOnStage(prop, set.view)).filter((frame) => frame !== undefined);
    for (let index = 0; index < count; index++) {
      // Evenly over the logarithm of size, so that small heads are as common as large ones.
      const share = count === 1 ? random.next() : (index + random.next()) / count;
      const headPixels = smallestHead * (largestHead / smallestHead) ** share;
      const guest = invite(headPixels < smallestMasked ? { mask: false } : {});
      const z = set.distanceOf(headPixels, guest.headMetres);
      const place = findRoom(guest, headPixels, z, things);
      if (!place) continue;
      taken.push(place);
      const facing = frontal ? random.between(-20, 20) : random.pick([0, 0, 15, -20, 35, -40, 70, -80, 110, 160, 180]);
      const yaw = frontal ? random.between(-25, 25) - facing : random.between(-25, 25);
      const x = set.across((place.left + place.right) / 2 / set.width, z);
      const path = [
        { seconds: 0, x, y: 0, z },
        { seconds, x, y: 0, z },
      ];
      send(guest, { path, facing, headTurns: [{ seconds: -1, yaw }] });
    }
  }

  function findRoom(guest: Guest, headPixels: number, z: number, things: readonly Thing[]): Taken | undefined {
    const unit = headPixels / (chinY - skullTop);
    for (let attempt = 0; attempt < 40; attempt++) {
      const stageX = random.between(0.04, 0.96) * set.width;
      const crown = projectWorld({ x: 0, y: guest.heightMetres, z }, set.view).y;
      const place = {
        left: stageX - 70 * unit,
        right: stageX + 70 * unit,
        top: crown - 20 * unit,
        chin: crown + headPixels,
        z,
      };
      if (place.top < 0 || place.chin > set.height || things.some((thing) => stands(thing, place))) continue;
      if (!taken.some((other) => covers(place, other) || covers(other, place))) return place;
    }
    return undefined;
  }

  return { actors, invite, send, standAround };
}

/** Whether the nearer person's figure covers the other one's head. */
function covers(near: Taken, far: Taken): boolean {
  if (near.z >= far.z) return false;
  const wide = (near.right - near.left) * 0.45;
  return near.left - wide < far.right && near.right + wide > far.left && far.chin > near.top;
}

/** What a standing thing covers on the stage, and how far away it is. */
interface Thing {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly z: number;
}

function frameOnStage(prop: PropActor, view: View): Thing | undefined {
  const place = prop.at(0);
  if (!place) return undefined;
  const { frame, unitsPerMetre } = prop.drawing;
  const at = projectWorld(place, view);
  const scale = at.pixelsPerMetre / unitsPerMetre;
  return {
    left: at.x + frame.x * scale,
    right: at.x + (frame.x + frame.width) * scale,
    top: at.y + frame.y * scale,
    bottom: at.y + (frame.y + frame.height) * scale,
    z: place.z,
  };
}

/** Whether a nearer thing stands in front of this head. */
function stands(thing: Thing, head: Taken): boolean {
  return (
    thing.z < head.z &&
    thing.left < head.right &&
    thing.right > head.left &&
    thing.top < head.chin &&
    thing.bottom > head.top
  );
}
