import type { Scene, Shot } from './scene.ts';

/** One frame to come. */
export interface Moment {
  readonly index: number;
  readonly seconds: number;
  readonly shot: Shot;
  readonly shotIndex: number;
  /** Time since the shot began. */
  readonly shotSeconds: number;
}

/** All frames of a scene, in order. */
export function listMoments(scene: Scene): Moment[] {
  const moments: Moment[] = [];
  let begin = 0;
  for (const [shotIndex, shot] of scene.shots.entries()) {
    const frames = Math.max(1, Math.round(shot.seconds * scene.fps));
    for (let frame = 0; frame < frames; frame++) {
      const index = begin + frame;
      moments.push({ index, seconds: index / scene.fps, shot, shotIndex, shotSeconds: frame / scene.fps });
    }
    begin += frames;
  }
  return moments;
}

/** Times within an exposure, as shares of it around its middle; the middle itself is drawn anyway. */
export const smearSteps: readonly number[] = [-0.35, 0.35];

/** The moments, and with them the parts of smeared exposures. */
export function* listExposures(moments: readonly Moment[]): Generator<Moment, void, undefined> {
  for (const moment of moments) {
    yield moment;
    yield* partsOf(moment);
  }
}

/** The parts of a smeared exposure besides its middle; none where the shutter is quick. */
export function partsOf(moment: Moment): Moment[] {
  const { shutterSeconds } = moment.shot;
  if (shutterSeconds === undefined) return [];
  return smearSteps.map((share) => ({ ...moment, shotSeconds: moment.shotSeconds + share * shutterSeconds }));
}

/** Strength of the flash at this time, 0 to 1: it jumps up and fades within a sixth of a second. */
export function flashAt(scene: Scene, seconds: number): number {
  let strength = 0;
  for (const flash of scene.flashes) {
    const since = seconds - flash + 1e-6;
    if (since >= 0 && since < 0.16) strength = Math.max(strength, 1 - since / 0.2);
  }
  return strength;
}
