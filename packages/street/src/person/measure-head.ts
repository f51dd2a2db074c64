import type { Headwear, PersonLook } from './person-look.ts';
import { chinY, projectPoint, Skull, skullTop, type HeadTurn } from './skull.ts';
import { bunTop, hairSwell, headwearSwell } from './swell.ts';
import type { Pose } from '../truth.ts';

/** An extent in head units (skull.ts). */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Head and face of one drawn head, in head units. */
export interface HeadMeasures {
  readonly head: Extent;
  /** Undefined where the face is turned away. */
  readonly face: Extent | undefined;
  /** The face below what is worn on the head; undefined where the face is turned away. */
  readonly bareFace: Extent | undefined;
  readonly pose: Pose;
}

/** The forehead ends here, in head units. */
const hairlineY = -42;

/** Where headgear ends above the middle of the face, in head units: as draw-headwear.ts draws it. A head scarf leaves the face open. */
const rimY: Readonly<Record<Headwear, number>> = {
  none: hairlineY,
  headscarf: hairlineY,
  cap: -33,
  beanie: -22,
  helmet: -24,
  turban: -30,
  hat: -26,
};

export function poseOf(yaw: number): Pose {
  const turned = Math.abs(yaw);
  if (turned <= 30) return 'frontal';
  if (turned <= 65) return 'threeQuarter';
  return turned <= 110 ? 'profile' : 'behind';
}

/** The boxes of a head as draw-head.ts draws it. */
export function measureHead(look: PersonLook, turn: HeadTurn): HeadMeasures {
  const skull = new Skull({ width: look.faceWidth, jaw: look.jaw });
  // Curls stand off the outline by the radius of a curl.
  const hair = hairSwell[look.hair] + (look.hair === 'curly' ? 5 : 0.5);
  const swell = Math.max(hair, headwearSwell[look.headwear]);
  const outline = skull.outline(turn, skullTop, 20, swell);
  const xs = outline.map((point) => point.x);
  const ears =
    look.headwear === 'headscarf' ? [] : [-97, 97].map((angle) => projectPoint(skull.at(angle, 4, 2), turn).x);
  const nose = projectPoint({ x: 0, y: 21, z: 63 }, turn).x;
  const jaw = skull.outline(turn, 20, chinY).map((point) => point.x);
  const head: Extent = {
    left: Math.min(...xs, ...ears.map((x) => x - 9), nose, ...jaw),
    right: Math.max(...xs, ...ears.map((x) => x + 9), nose, ...jaw),
    top: look.hair === 'bun' && look.headwear === 'none' ? bunTop - 1 : Math.min(...outline.map((point) => point.y)),
    bottom: chinY + 2,
  };
  const pose = poseOf(turn.yaw);
  const face = pose === 'behind' ? undefined : measureFace(skull, turn, nose);
  return { head, face, bareFace: face && { ...face, top: Math.max(face.top, rimY[look.headwear]) }, pose };
}

function measureFace(skull: Skull, turn: HeadTurn, nose: number): Extent {
  const xs = [nose];
  for (const y of [-35, -15, 5, 25, 40, 55]) {
    for (const angle of [-76, -38, 0, 38, 76]) xs.push(skull.project(angle, y, turn).x);
  }
  return { left: Math.min(...xs), top: hairlineY, right: Math.max(...xs), bottom: chinY + 1 };
}
