import type { PersonLook } from '../person/person-look.ts';
import type { PersonActor, PersonPlace, WorldPoint } from '../film/scene.ts';

/** Where somebody is at a time; between two waypoints people go straight and evenly. */
export interface Waypoint extends WorldPoint {
  readonly seconds: number;
}

/** From this time on the head points there, relative to `facing` or to the way of walking; heads turn smoothly. */
export interface HeadTurnAt {
  readonly seconds: number;
  readonly yaw: number;
  readonly pitch?: number;
}

export interface WalkOptions {
  readonly track: number;
  readonly look: PersonLook;
  readonly heightMetres: number;
  readonly badgeTrack: number | undefined;
  /** At least one, in order of time. Before the first and after the last the person is not there. */
  readonly path: readonly Waypoint[];
  /** Where the body points (0 at the camera, 90 to the right); default: where it walks. */
  readonly facing?: number;
  /** In order of time. */
  readonly headTurns?: readonly HeadTurnAt[];
}

/** How long a head takes to turn, in seconds. */
export const turnSeconds = 0.45;

/** Length of a walking cycle (two steps) in metres, per metre of body height. */
const strideRatio = 0.82;

/** Somebody on their way. */
export function createWalker(options: WalkOptions): PersonActor {
  const { track, look, heightMetres, badgeTrack, path, headTurns = [] } = options;
  return { kind: 'person', track, look, heightMetres, badgeTrack, at };

  function at(seconds: number): PersonPlace | undefined {
    const first = path[0]!;
    const last = path.at(-1)!;
    if (seconds < first.seconds || seconds > last.seconds) return undefined;
    const nextIndex = Math.max(
      1,
      path.findIndex((point) => point.seconds >= seconds),
    );
    const from = path[nextIndex - 1]!;
    const to = path[Math.min(nextIndex, path.length - 1)]!;
    const length = to.seconds - from.seconds;
    const share = length > 0 ? (seconds - from.seconds) / length : 0;
    const feet = {
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      z: from.z + (to.z - from.z) * share,
    };
    const metres = Math.hypot(to.x - from.x, to.z - from.z);
    const walks = length > 0 && metres / length > 0.15;
    const heading = walks ? (Math.atan2(to.x - from.x, from.z - to.z) * 180) / Math.PI : 0;
    const bodyYaw = options.facing ?? heading;
    const turn = turnAt(headTurns, seconds);
    return {
      feet,
      bodyYaw,
      headYaw: bodyYaw + turn.yaw,
      headPitch: turn.pitch,
      stride: walks ? walkedMetres(path, seconds) / (strideRatio * heightMetres) : undefined,
    };
  }
}

function walkedMetres(path: readonly Waypoint[], seconds: number): number {
  let metres = 0;
  for (let index = 1; index < path.length; index++) {
    const from = path[index - 1]!;
    const to = path[index]!;
    if (seconds <= from.seconds) break;
    const share = to.seconds > from.seconds ? Math.min(1, (seconds - from.seconds) / (to.seconds - from.seconds)) : 1;
    metres += Math.hypot(to.x - from.x, to.z - from.z) * share;
  }
  return metres;
}

function turnAt(turns: readonly HeadTurnAt[], seconds: number): { readonly yaw: number; readonly pitch: number } {
  let yaw = 0;
  let pitch = 0;
  for (const turn of turns) {
    if (seconds < turn.seconds) break;
    const share = Math.min(1, (seconds - turn.seconds) / turnSeconds);
    yaw += (turn.yaw - yaw) * share;
    pitch += ((turn.pitch ?? 0) - pitch) * share;
  }
  return { yaw, pitch };
}
