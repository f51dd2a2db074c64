import { drawBackdrop } from './draw-backdrop.ts';
import { drawPole, drawSignPost } from './draw-prop.ts';
import { drawVehicle, vehicleKinds } from './draw-vehicle.ts';
import { scripts } from './draw-writing.ts';
import type { Random } from './random.ts';
import type { PropActor, PropDrawing, Shot, View, WorldPoint } from './scene.ts';

/** Focal length as a share of the picture's width. */
export const focalRatio = 1.15;

export interface SetOptions {
  readonly width: number;
  readonly height: number;
  /** How many signs on houses and posts. */
  readonly signs: number;
  /** How many parked vehicles. */
  readonly vehicles: number;
  /** How far the drawn street goes on beyond the picture, as a share of its size: room for pans and shakes. */
  readonly reach: number;
  /** How far away people may walk, in metres: the houses stand behind that. */
  readonly deepest: number;
  /** First track number for writing. Default 1. */
  readonly firstTextTrack?: number;
}

/** The street before anybody comes: houses, parked vehicles, poles, trees, signs. */
export interface StreetSet {
  readonly width: number;
  readonly height: number;
  readonly view: View;
  readonly backdrop: Shot['backdrop'];
  readonly props: readonly PropActor[];
  /** The next free track number for writing. */
  readonly nextTextTrack: number;
}

export function createSet(random: Random, options: SetOptions): StreetSet {
  const { width, height, reach, deepest } = options;
  const view: View = {
    focal: focalRatio * width,
    horizonX: width / 2,
    horizonY: height * random.between(0.36, 0.46),
    heightMetres: random.between(1.6, 2.1),
  };
  const frame = {
    x: -width * (reach + 0.02),
    y: -height * (reach + 0.02),
    width: width * (1.04 + 2 * reach),
    height: height * (1.04 + 2 * reach),
  };
  let track = options.firstTextTrack ?? 1;
  const backdrop = { svg: drawBackdrop(random.fork('backdrop'), view, frame, deepest + 2), frame };

  const props: PropActor[] = [];
  const stand = (drawing: PropDrawing, place: WorldPoint): void => {
    props.push({ kind: 'prop', drawing, textTracks: drawing.texts.map(() => track++), at: () => place });
  };
  const across = (share: number, z: number): number => ((share - 0.5) * width * z) / view.focal;
  const lanes = random.shuffle([0.12, 0.32, 0.5, 0.68, 0.88]);
  for (let index = 0; index < options.vehicles; index++) {
    const z = random.between(6, Math.max(8, deepest * 0.6));
    const x = across((lanes[index % lanes.length] ?? 0.5) + random.between(-0.05, 0.05), z);
    stand(drawVehicle(random.pick(vehicleKinds), random.pick(scripts), random.fork(`vehicle ${index}`)), {
      x,
      y: 0,
      z,
    });
  }
  for (let index = 0; index < options.signs; index++) {
    const z = random.between(7, 12);
    stand(drawSignPost(random.pick(scripts), random.fork(`sign ${index}`)), {
      x: across(random.between(0.1, 0.9), z),
      y: 0,
      z,
    });
  }
  if (random.chance(0.7)) {
    const z = random.between(5, 9);
    stand(drawPole(12), { x: across(random.between(0.05, 0.95), z), y: 0, z });
  }
  return { width, height, view, backdrop, props, nextTextTrack: track };
}
