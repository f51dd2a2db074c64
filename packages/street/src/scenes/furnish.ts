import { drawPole, drawSignPost } from '../drawing/draw-prop.ts';
import { drawVehicle, vehicleKinds } from '../drawing/draw-vehicle.ts';
import { scripts } from '../drawing/draw-writing.ts';
import type { Random } from '../random.ts';
import type { StreetSet } from './street-set.ts';

export interface Furniture {
  /** How many parked vehicles, each with a plate or a sign. */
  readonly vehicles: number;
  /** How many signs on posts. */
  readonly signs: number;
  readonly poles: number;
}

/** Parks vehicles and puts up signs and poles, side by side over the width of the picture. */
export function furnish(random: Random, set: StreetSet, { vehicles, signs, poles }: Furniture): void {
  const lanes = random.shuffle([0.1, 0.26, 0.42, 0.58, 0.74, 0.9]);
  let lane = 0;
  const nextShare = (): number => lanes[lane++ % lanes.length]! + random.between(-0.05, 0.05);
  const far = Math.max(8, set.deepest * 0.6);
  for (let index = 0; index < vehicles; index++) {
    const z = random.between(5.5, far);
    const drawing = drawVehicle(random.pick(vehicleKinds), random.pick(scripts), random.fork(`vehicle ${index}`));
    set.place(drawing, { x: set.across(nextShare(), z), y: 0, z });
  }
  for (let index = 0; index < signs; index++) {
    const z = random.between(7, Math.max(9, set.deepest * 0.7));
    const drawing = drawSignPost(random.pick(scripts), random.fork(`sign ${index}`));
    set.place(drawing, { x: set.across(nextShare(), z), y: 0, z });
  }
  for (let index = 0; index < poles; index++) {
    const z = random.between(5, 9);
    set.place(drawPole(12), { x: set.across(nextShare(), z), y: 0, z });
  }
}
