import type { PersonLook } from '../person/person-look.ts';
import type { DrawingFrame } from './sprite.ts';
import type { Point } from '../drawing/svg.ts';
import type { TextKind } from '../truth.ts';

/*
 * A scene is data: drawings, and functions of time that say where they are. Metres in the world: x to the right, y up from the ground, z away
 * from the camera. film.ts turns scenes into pictures and truth.
 */

/** Where something stands in the world, in metres. */
export interface WorldPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** How the world is projected: a camera at `heightMetres` above x = 0, z = 0, looking along z. */
export interface View {
  /** Focal length in pixels. */
  readonly focal: number;
  /** Where z = infinity lies in the picture, in pixels. */
  readonly horizonX: number;
  readonly horizonY: number;
  readonly heightMetres: number;
}

export interface PersonPlace {
  /** Where the feet are. */
  readonly feet: WorldPoint;
  /** Where the body points: 0 at the camera, 90 to the picture's right, 180 away. */
  readonly bodyYaw: number;
  /** Where the face points, counted in the same way. */
  readonly headYaw: number;
  /** How far the head is bowed, degrees. */
  readonly headPitch: number;
  /** Position in the walking cycle, in cycles; undefined stands. */
  readonly stride: number | undefined;
}

export interface PersonActor {
  readonly kind: 'person';
  readonly track: number;
  readonly look: PersonLook;
  /** Height of this person in metres. */
  readonly heightMetres: number;
  /** Track number of the badge on the chest; undefined where there is none. */
  readonly badgeTrack: number | undefined;
  /** Where the person is; undefined when away. */
  at(seconds: number): PersonPlace | undefined;
}

/** A piece of writing on a prop, in the units of its drawing. */
export interface DrawnText {
  readonly kind: TextKind;
  readonly quad: readonly [Point, Point, Point, Point];
  readonly glyphHeight: number;
}

/** A drawing of a thing: its origin is the point that stands on the ground. */
export interface PropDrawing {
  readonly svg: string;
  readonly frame: DrawingFrame;
  readonly unitsPerMetre: number;
  readonly texts: readonly DrawnText[];
}

export interface PropActor {
  readonly kind: 'prop';
  readonly drawing: PropDrawing;
  /** Track numbers of `drawing.texts`, in the same order. */
  readonly textTracks: readonly number[];
  at(seconds: number): WorldPoint | undefined;
}

export type Actor = PersonActor | PropActor;

/** How the finished stage is framed: this stage point in the middle, enlarged by `zoom`, turned by `degrees`. */
export interface Framing {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly degrees: number;
}

/** The light of a frame: factors per channel, something added to all (0 to 255), and sensor noise (standard deviation, 0 to 255). */
export interface Light {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly lift: number;
  readonly noise: number;
}

/** One uninterrupted take. */
export interface Shot {
  readonly seconds: number;
  readonly view: View;
  /** The still picture behind everything, in stage pixels (one stage pixel is one picture pixel at zoom 1). */
  readonly backdrop: { readonly svg: string; readonly frame: DrawingFrame };
  readonly actors: readonly Actor[];
  framing(seconds: number): Framing;
  light(seconds: number): Light;
  /** How long the shutter stays open in each frame: what moves is smeared. Default 0. */
  readonly shutterSeconds?: number;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly shots: readonly Shot[];
  /** Media times at which a flash goes off. */
  readonly flashes: readonly number[];
}

export const daylight: Light = { red: 1, green: 1, blue: 1, lift: 0, noise: 0 };

/** Where a world point lies on the stage, and how many pixels a metre is there. */
export function projectWorld(
  point: WorldPoint,
  view: View,
): { readonly x: number; readonly y: number; readonly pixelsPerMetre: number } {
  const pixelsPerMetre = view.focal / point.z;
  return {
    x: view.horizonX + point.x * pixelsPerMetre,
    y: view.horizonY + (view.heightMetres - point.y) * pixelsPerMetre,
    pixelsPerMetre,
  };
}
