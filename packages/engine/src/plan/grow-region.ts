import { clipBox, growBox, type Box } from '../frame/box.ts';
import type { PlanTrackKind, Preset } from './plan.ts';

/** What is hidden of one track in one frame. */
export interface Region {
  readonly trackId: string;
  readonly kind: PlanTrackKind;
  /** Whole pixels inside the picture, on the block grid. All of it is hidden. */
  readonly box: Box;
  /** The head, text or drawn box with its margin, before snapping and clipping: moves smoothly, so effects anchor here. */
  readonly grown: Box;
}

/** Sides of the blocks that regions snap to, in pixels. */
export type BlockPixels = 2 | 8 | 16;

/** R11: the blocks of the codecs that the media came from and goes to. Stills are JPEG, whose blocks are 8 px; video codecs' are 16. */
export function defaultBlockPixels(frameCount: number): BlockPixels {
  return frameCount === 1 ? 8 : 16;
}

/**
 * From a found face box to what the preset hides, in shares of the face box per side. The outline of a face is up to .2 outside its box;
 * heads add R11's 15 %. More hides twice as much beside people (docs/decisions/010-region-growth.md).
 */
const presetGrowth = { face: 0.2, head: 0.35 } as const satisfies Record<Preset, number>;

/** R11: what faces and heads grow by on every side beyond that, in pixels. */
const marginPixels = 2;

/** Strips at the border that are narrower than this share of the region are hidden with it, as half a head may be in them. */
const borderRatio = 0.15;

/** R3: lengths of text regions are multiples of this share of their height, so that they do not tell how long the text is. */
const textLengthRatio = 0.25;

/** The picture that regions are clipped to, and the grid that they snap to. */
export interface RegionFrame {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  readonly blockPixels: BlockPixels;
}

/**
 * From a found box to the box with its margin: the preset's growth for faces; a padded length (R3) for text, which its detector has grown
 * by the height of its letters; nothing for what a person drew.
 */
export function growFound(kind: PlanTrackKind, found: Box, preset: Preset): Box {
  if (kind === 'region') return found;
  if (kind === 'text') return padLength(found);
  const growth = presetGrowth[preset];
  return addMargin(growBox(found, growth, growth, growth));
}

/** The grown box on the block grid inside the picture; `undefined` where nothing of it is in the picture. */
export function snapRegion(grown: Box, frame: RegionFrame): Box | undefined {
  const inside = clipBox(grown, frame.width, frame.height);
  if (!inside) return undefined;
  const reach = borderRatio * Math.min(grown.width, grown.height) + marginPixels;
  const [left, right] = snapSpan(inside.x, inside.x + inside.width, frame.width, frame.blockPixels, reach);
  const [top, bottom] = snapSpan(inside.y, inside.y + inside.height, frame.height, frame.blockPixels, reach);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function addMargin(box: Box): Box {
  return {
    x: box.x - marginPixels,
    y: box.y - marginPixels,
    width: box.width + 2 * marginPixels,
    height: box.height + 2 * marginPixels,
  };
}

function padLength(box: Box): Box {
  const quantum = box.height * textLengthRatio;
  const width = Math.ceil(box.width / quantum) * quantum;
  return { ...box, x: box.x - (width - box.width) / 2, width };
}

/** Outward to the grid, and to the border where less than `reach` or a block would stay visible: no slivers. */
function snapSpan(from: number, to: number, length: number, block: number, reach: number): readonly [number, number] {
  const low = from <= reach ? 0 : Math.floor(from / block) * block;
  const high = Math.ceil(to / block) * block;
  return [low, length - to <= reach || high + block > length ? length : high];
}
