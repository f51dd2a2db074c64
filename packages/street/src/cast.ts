import { soleY } from './draw-body.ts';
import { inventLook, type PersonLook } from './person-look.ts';
import type { Random } from './random.ts';
import { distanceFor, projectWorld, type PersonActor, type PropActor, type View } from './scene.ts';
import { chinY, skullTop } from './skull.ts';
import { focalRatio, type StreetSet } from './street-set.ts';
import { createWalker } from './walk.ts';

/** Height of a head (skull to chin) as a share of the whole person's. */
export const headRatio: number = (chinY - skullTop) / (soleY - skullTop);

/** How far away somebody of average height has a head of so many pixels, in metres, in a picture of this width. */
export function deepestFor(width: number, headPixels: number): number {
  return (focalRatio * width * 1.75 * headRatio) / headPixels;
}

export interface StandOptions {
  readonly count: number;
  readonly smallestHead: number;
  readonly largestHead: number;
  readonly frontal: boolean;
  readonly seconds: number;
}

/** The people of one shot. */
export interface Cast {
  readonly actors: readonly PersonActor[];
  /** Puts people of many sizes side by side, so that nobody's head is covered by another. */
  standAround(options: StandOptions): void;
  /** Sends people across the street from both sides, at many distances. */
  cross(options: CrossOptions): void;
}

export interface CrossOptions {
  readonly count: number;
  readonly smallestHead: number;
  readonly largestHead: number;
  readonly seconds: number;
}

interface Taken {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly chin: number;
  readonly z: number;
}

export function createCast(random: Random, set: StreetSet): Cast {
  const actors: PersonActor[] = [];
  const taken: Taken[] = [];
  const things = set.props.map((prop) => frameOnStage(prop, set.view)).filter((frame) => frame !== undefined);

  function invent(label: string): { look: PersonLook; heightMetres: number } {
    const personal = random.fork(label);
    const look = inventLook(personal);
    return { look, heightMetres: look.child ? personal.between(1.15, 1.4) : personal.between(1.55, 1.88) };
  }

  function standAround({ count, smallestHead, largestHead, frontal, seconds }: StandOptions): void {
    const { view, width, height } = set;
    for (let index = 0; index < count; index++) {
      const { look, heightMetres } = invent(`person ${index}`);
      // Evenly over the logarithm of size, so that small heads are as common as large ones.
      const share = count === 1 ? random.next() : (index + random.next()) / count;
      const headPixels = smallestHead * (largestHead / smallestHead) ** share;
      const z = distanceFor(heightMetres * headRatio, headPixels, view);
      const unit = headPixels / (chinY - skullTop);
      for (let attempt = 0; attempt < 40; attempt++) {
        const stageX = random.between(0.04, 0.96) * width;
        const at = projectWorld({ x: 0, y: heightMetres, z }, view);
        const place: Taken = {
          left: stageX - 70 * unit,
          right: stageX + 70 * unit,
          top: at.y - 20 * unit,
          chin: at.y + headPixels,
          z,
        };
        if (place.top < 0 || place.chin > height || things.some((thing) => stands(thing, place))) continue;
        if (taken.some((other) => covers(place, other) || covers(other, place))) continue;
        taken.push(place);
        const bodyYaw = frontal
          ? random.between(-20, 20)
          : random.pick([0, 15, -20, 35, -40, 70, -80, 110, 160, -170, 180]);
        const headYaw = frontal ? random.between(-25, 25) - bodyYaw : random.between(-25, 25);
        const x = ((stageX - view.horizonX) * z) / view.focal;
        actors.push(
          createWalker({
            track: actors.length + 1,
            look,
            heightMetres,
            path: [
              { seconds: 0, x, y: 0, z },
              { seconds, x, y: 0, z },
            ],
            facing: bodyYaw,
            headTurns: [{ seconds: -1, yaw: headYaw }],
          }),
        );
        break;
      }
    }
  }

  function cross({ count, smallestHead, largestHead, seconds }: CrossOptions): void {
    const { view, width } = set;
    for (let index = 0; index < count; index++) {
      const { look, heightMetres } = invent(`crossing ${index}`);
      const share = (index + random.next()) / count;
      const headPixels = smallestHead * (largestHead / smallestHead) ** share;
      const z = distanceFor(heightMetres * headRatio, headPixels, view);
      const side = random.chance(0.5) ? 1 : -1;
      const reach = ((width / 2) * z) / view.focal + 0.6;
      const pace = random.between(1, 1.6);
      const begin = random.between(-0.5, 0.5) * seconds * 0.6;
      const path = [
        { seconds: begin, x: -side * reach, y: 0, z },
        { seconds: begin + (2 * reach) / pace, x: side * reach, y: 0, z: z * random.between(0.9, 1.1) },
      ];
      const headTurns = [
        { seconds: begin + random.between(0.2, 1), yaw: -side * random.between(40, 95) },
        { seconds: begin + random.between(2, 4), yaw: side * random.between(-20, 40) },
      ];
      actors.push(createWalker({ track: actors.length + 1, look, heightMetres, path, headTurns }));
    }
  }

  return { actors, standAround, cross };
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
