import { OptionsError } from '../errors.ts';
import { clipBox, type Box, type NormalizedBox } from '../frame/box.ts';
import type { PlanMedia, PlanTrack } from './plan.ts';

/**
 * A track that hides one region throughout, as a person drew it: only snapped to the block grid, never grown.
 * `id` is 16 random hex digits.
 * @throws OptionsError where nothing of the region is in the picture: it would hide nothing.
 */
export function fixedRegionTrack(
  id: string,
  region: Box | NormalizedBox,
  media: Pick<PlanMedia, 'width' | 'height' | 'durationSeconds'>,
): PlanTrack {
  const box = clipBox('left' in region ? toPixels(region, media) : region, media.width, media.height);
  if (!box) {
    throw new OptionsError(
      `Expected a box in the ${media.width} x ${media.height} picture for region, received one outside.`,
    );
  }
  return {
    id,
    kind: 'region',
    fromSeconds: 0,
    throughSeconds: media.durationSeconds,
    keyframes: [{ seconds: 0, box, origin: 'drawn' }],
  };
}

function toPixels(region: NormalizedBox, { width, height }: Pick<PlanMedia, 'width' | 'height'>): Box {
  return {
    x: region.left * width,
    y: region.top * height,
    width: (region.right - region.left) * width,
    height: (region.bottom - region.top) * height,
  };
}
