import type { RawFrame } from '../frame/raw-frame.ts';
import type { Plan } from '../plan/plan.ts';
import { createHider, type Hider } from './create-hider.ts';
import type { HiddenFrame } from './hidden-frame.ts';
import type { HideOptions } from './hide-options.ts';

/**
 * Takes raw frames, gives hidden ones, one for one and in order. What is hidden was decided before: the plan.
 * @throws PlanError | OptionsError at once where plan or options are not valid; while running what `Hider.hide` throws.
 */
export function hideFrames<Native>(
  frames: AsyncIterable<RawFrame<Native>>,
  plan: Plan,
  options: HideOptions = {},
): AsyncIterable<HiddenFrame<Native>> {
  return hideEach(frames, createHider(plan, options));
}

/**
 * Takes a photo's one frame, gives the hidden one.
 * @throws PlanError | OptionsError | UnsupportedMediaError as `createHider` and `Hider.hide`.
 */
export function hidePicture<Native>(raw: RawFrame<Native>, plan: Plan, options: HideOptions = {}): HiddenFrame<Native> {
  using frame = raw;
  return createHider(plan, options).hide(frame);
}

async function* hideEach<Native>(
  frames: AsyncIterable<RawFrame<Native>>,
  hider: Hider,
): AsyncGenerator<HiddenFrame<Native>, void, undefined> {
  for await (const raw of frames) yield hider.hide(raw);
}
