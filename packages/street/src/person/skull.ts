import type { Point } from '../drawing/svg.ts';

/*
 * The shape of a drawn head: a stack of slices, each an ellipse with a half-width, a front and a back. Drawings of features lie on its
 * surface, so a head turns by mathematics and not by eye. Units: the face is about 96 wide, the head 130 high; y points down, the eyes
 * are near y = 0, the top of the skull at -68, the chin at 62; x points to the picture's right when the head looks at the camera,
 * z towards the camera.
 */

/** Top of the skull and tip of the chin. */
export const skullTop = -68;
export const chinY = 62;

/** A point of a head in three dimensions. */
export interface HeadPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** How a head is seen: turned to the picture's right by `yaw` (degrees, -180 to 180), bowed by `pitch` (degrees, down is positive). */
export interface HeadTurn {
  readonly yaw: number;
  readonly pitch: number;
}

/** What makes one head's shape differ from another's; 1 is average. */
export interface SkullShape {
  readonly width: number;
  readonly jaw: number;
}

// y, half-width, front, back
const slices: readonly (readonly [number, number, number, number])[] = [
  [-68, 0, -8, -8],
  [-67.5, 7, 4, -17],
  [-66, 14, 12, -26],
  [-62, 23.5, 23, -38],
  [-54, 33.5, 34, -49],
  [-42, 42, 41.5, -57],
  [-28, 46.5, 46, -62],
  [-14, 48, 46.5, -62],
  [0, 48, 45.5, -59],
  [12, 47, 45, -52],
  [24, 44.5, 45, -42],
  [36, 40, 45, -28],
  [46, 33.5, 44.5, -14],
  [54, 25, 43, 0],
  [59, 16.5, 41, 12],
  [62, 5, 36, 24],
];

interface Slice {
  readonly halfWidth: number;
  readonly middle: number;
  readonly halfDepth: number;
}

function sliceAt(y: number, shape: SkullShape, swell: number): Slice {
  const scaled = Math.min(chinY, Math.max(skullTop, y));
  const upper = Math.max(
    0,
    slices.findIndex((slice) => slice[0] >= scaled),
  );
  const low = slices[Math.max(0, upper - 1)]!;
  const high = slices[upper]!;
  const share = high[0] === low[0] ? 0 : (scaled - low[0]) / (high[0] - low[0]);
  const blend = (column: 1 | 2 | 3): number => low[column] + (high[column] - low[column]) * share;
  const jawShare = Math.min(1, Math.max(0, (scaled - 12) / 34));
  const bare = blend(1) * shape.width * (1 + (shape.jaw - 1) * jawShare);
  // Less swell where the skull closes, or whatever is worn on it would end in a flat lid.
  const outside = swell * Math.min(1, bare / 30);
  const halfWidth = bare + outside;
  const front = blend(2) + outside;
  const back = blend(3) - outside;
  return { halfWidth, middle: (front + back) / 2, halfDepth: (front - back) / 2 };
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** How far features slide up or down when the head is bowed, per unit of depth. */
const bowing = (pitch: number): number => Math.sin(radians(pitch));

/** Where a point of a head appears. */
export function projectPoint(point: HeadPoint, turn: HeadTurn): Point {
  const yaw = radians(turn.yaw);
  const depth = point.z * Math.cos(yaw) - point.x * Math.sin(yaw);
  return {
    x: point.x * Math.cos(yaw) + point.z * Math.sin(yaw),
    y: point.y + depth * bowing(turn.pitch) * 0.55,
  };
}

/** The skull of one person. `swell` in the calls is how far outside the skin a point lies: hair, a cap, cloth. */
export class Skull {
  readonly #shape: SkullShape;

  constructor(shape: SkullShape) {
    this.#shape = shape;
  }

  /** The point at a height and an angle around the head: 0 is the front, 90 the picture's right when the head looks at the camera. */
  at(angle: number, y: number, swell = 0): HeadPoint {
    const slice = sliceAt(y, this.#shape, swell);
    const around = radians(angle);
    // What lies outside the skin also stands higher, more so towards the crown.
    const lift = swell * Math.min(1, Math.max(0, (-10 - y) / 50));
    return {
      x: slice.halfWidth * Math.sin(around),
      y: y - lift,
      z: slice.middle + slice.halfDepth * Math.cos(around),
    };
  }

  /** How squarely the surface there faces the camera: 1 straight on, 0 at the outline, negative on the far side. */
  facing(angle: number, y: number, turn: HeadTurn): number {
    const slice = sliceAt(y, this.#shape, 0);
    const around = radians(angle);
    const x = slice.halfDepth * Math.sin(around);
    const z = slice.halfWidth * Math.cos(around);
    const yaw = radians(turn.yaw);
    return (z * Math.cos(yaw) - x * Math.sin(yaw)) / Math.hypot(x, z);
  }

  /** The angles at which the outline lies at this height: left and right edge of what the camera sees. */
  limbs(y: number, turn: HeadTurn, swell = 0): { readonly left: number; readonly right: number } {
    const slice = sliceAt(y, this.#shape, swell);
    const yaw = radians(turn.yaw);
    const right = (Math.atan2(slice.halfWidth * Math.cos(yaw), slice.halfDepth * Math.sin(yaw)) * 180) / Math.PI;
    return { left: right - 180, right };
  }

  /** A point of the surface as it appears; points on the far side slide to the outline. */
  project(angle: number, y: number, turn: HeadTurn, swell = 0): Point {
    const middle = this.limbs(y, turn, swell).right - 90;
    const relative = ((((angle - middle) % 360) + 540) % 360) - 180;
    const clamped = middle + Math.min(90, Math.max(-90, relative));
    return projectPoint(this.at(clamped, y, swell), turn);
  }

  /** The outline between two heights, clockwise from the left lower end. */
  outline(turn: HeadTurn, from: number, to: number, swell = 0): Point[] {
    const steps = 28;
    const rightSide: Point[] = [];
    const leftSide: Point[] = [];
    for (let step = 0; step <= steps; step++) {
      // Denser near the top and the chin, where the outline bends.
      const y = from + ((to - from) * (1 - Math.cos((Math.PI * step) / steps))) / 2;
      const { left, right } = this.limbs(y, turn, swell);
      rightSide.push(this.#edge(right, y, turn, swell));
      leftSide.push(this.#edge(left, y, turn, swell));
    }
    return [...leftSide.reverse(), ...rightSide];
  }

  /** A point of the outline: bowing slides features over the head but leaves its outline where it is. */
  #edge(angle: number, y: number, turn: HeadTurn, swell: number): Point {
    const point = this.at(angle, y, swell);
    return { x: projectPoint(point, turn).x, y: point.y };
  }
}
