import { stridePhases, type BodyView } from '../person/draw-body.ts';
import { bodyHeightOf, standingUnits } from '../person/proportions.ts';
import { skullTop, type HeadTurn } from '../person/skull.ts';
import { chain, mapPoint, placeAt, type Affine } from './canvas.ts';
import { projectWorld, type PersonActor, type PersonPlace, type Scene, type Shot } from './scene.ts';

/** How finely heads turn, in degrees. */
const yawStep = 10;
const pitchStep = 12;

/** A person at one moment: which sprites, and where. */
export interface Figure {
  readonly turn: HeadTurn;
  readonly view: BodyView;
  readonly phase: number | undefined;
  readonly headKey: string;
  readonly bodyKey: string;
  /** Stage position of the head's origin. */
  readonly x: number;
  readonly y: number;
  /** Stage pixels per head unit. */
  readonly scale: number;
  /** Mirrors (-1) and narrows the body. */
  readonly bodyWidth: number;
  /** Shortens the body. */
  readonly bodyHeight: number;
}

const normalize = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
const snap = (value: number, step: number): number => Math.round(value / step) * step;

/** Which drawings show a person at a place, and where on the stage. */
export function poseFigure(actor: PersonActor, place: PersonPlace, shot: Shot): Figure {
  const feet = projectWorld(place.feet, shot.view);
  const scale = (feet.pixelsPerMetre * actor.heightMetres) / standingUnits(actor.look);
  const turn = { yaw: normalize(snap(normalize(place.headYaw), yawStep)), pitch: snap(place.headPitch, pitchStep) };
  const bodyYaw = normalize(place.bodyYaw);
  const turned = Math.abs(bodyYaw);
  const view: BodyView = turned < 50 ? 'front' : turned <= 130 ? 'side' : 'back';
  const phase =
    place.stride === undefined
      ? undefined
      : ((Math.floor(place.stride * stridePhases) % stridePhases) + stridePhases) % stridePhases;
  const bob = phase === undefined ? 0 : Math.abs(Math.sin((phase / stridePhases) * 2 * Math.PI)) * 9;
  const bodyHeight = bodyHeightOf(actor.look);
  const slim = actor.look.child ? 0.84 : 1;
  const narrow = view === 'side' ? 1 : 1 - 0.25 * Math.abs(Math.sin((bodyYaw * Math.PI) / 180));
  return {
    turn,
    view,
    phase,
    headKey: `head ${actor.track} ${turn.yaw} ${turn.pitch}`,
    bodyKey: `body ${actor.track} ${view} ${phase ?? 'stands'}`,
    x: feet.x,
    y: feet.y - (standingUnits(actor.look) + skullTop - bob) * scale,
    scale,
    bodyWidth: slim * (view === 'side' && bodyYaw < 0 ? -1 : narrow),
    bodyHeight,
  };
}

/** The map from the stage to the picture. */
export function cameraAt(scene: Scene, shot: Shot, shotSeconds: number): Affine {
  const framing = shot.framing(shotSeconds);
  const center = placeAt(scene.width / 2, scene.height / 2, framing.zoom, framing.zoom, framing.degrees);
  return chain(center, { a: 1, b: 0, c: 0, d: 1, e: -framing.x, f: -framing.y });
}

/** Whether any of the figure can be seen. */
export function isInPicture(scene: Scene, camera: Affine, figure: Figure): boolean {
  const reach = Math.hypot(camera.a, camera.b) * figure.scale;
  const origin = mapPoint(camera, figure);
  return (
    origin.x > -230 * reach &&
    origin.x < scene.width + 230 * reach &&
    origin.y > -900 * reach &&
    origin.y < scene.height + 130 * reach
  );
}
