import { drawBackdrop } from '../drawing/draw-backdrop.ts';
import type { Random } from '../random.ts';
import type { PropActor, PropDrawing, Shot, View, WorldPoint } from '../film/scene.ts';

/** Focal length as a share of the picture's width. */
const focalRatio = 1.15;

/** Height of an average head, skull to chin, in metres. */
const averageHead = 0.245;

export interface SetOptions {
  readonly width: number;
  readonly height: number;
  /** The smallest head that will be seen, in pixels: the houses stand behind such people. */
  readonly smallestHead: number;
  /** How far the drawn street goes on beyond the picture, as a share of its size: room for pans and shakes. Default 0. */
  readonly reach?: number;
  /** First track number for writing. Default 1. */
  readonly firstTextTrack?: number;
}

/** The street before anybody comes. Things are put into it one by one. */
export interface StreetSet {
  readonly width: number;
  readonly height: number;
  readonly view: View;
  readonly backdrop: Shot['backdrop'];
  readonly props: readonly PropActor[];
  /** How far away people may be, in metres. */
  readonly deepest: number;
  /** Adds a thing that stands still, or that is where `path` says. */
  place(drawing: PropDrawing, where: WorldPoint | ((seconds: number) => WorldPoint | undefined)): void;
  /** The x in metres that is seen at this share of the picture's width (0 left, 1 right) from this distance. */
  across(share: number, z: number): number;
  /** The height above ground in metres that is seen at this share of the picture's height (0 top, 1 bottom). */
  above(share: number, z: number): number;
  /** The distance at which a head of so many metres (default: an average one) is so many pixels high. */
  distanceOf(headPixels: number, headMetres?: number): number;
  /** The next free track number for writing. */
  takeTextTrack(): number;
}

export function createSet(random: Random, options: SetOptions): StreetSet {
  const { width, height, smallestHead, reach = 0 } = options;
  const view: View = {
    focal: focalRatio * width,
    horizonX: width / 2,
    horizonY: height * random.between(0.36, 0.46),
    heightMetres: random.between(1.6, 2.1),
  };
  const frame = {
    x: -width * (reach + 0.02),
    y: -height * (reach + 0.02),
    width: width * (1.04 + 2 * reach),
    height: height * (1.04 + 2 * reach),
  };
  const distanceOf = (headPixels: number, headMetres: number = averageHead): number =>
    (view.focal * headMetres) / headPixels;
  const deepest = distanceOf(smallestHead);
  const backdrop = { svg: drawBackdrop(random.fork('backdrop'), view, frame, deepest + 2), frame };
  const props: PropActor[] = [];
  let textTrack = options.firstTextTrack ?? 1;
  return {
    width,
    height,
    view,
    backdrop,
    props,
    deepest,
    place(drawing, where) {
      const textTracks = drawing.texts.map(() => textTrack++);
      props.push({ kind: 'prop', drawing, textTracks, at: typeof where === 'function' ? where : () => where });
    },
    across: (share, z) => ((share - 0.5) * width * z) / view.focal,
    above: (share, z) => view.heightMetres - ((share * height - view.horizonY) * z) / view.focal,
    distanceOf,
    takeTextTrack: () => textTrack++,
  };
}
