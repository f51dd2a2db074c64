import type { Box } from '@passerby/engine';

/** How a picture lies in the stage: picture pixel (x, y) is shown at `left + x * scale`, `top + y * scale` of the stage. */
export interface Viewport {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** Width and height, of the picture in its pixels or of the stage in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place in the stage or in the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** At most this many CSS pixels for one of the picture. */
const maxScale = 16;

/** The whole picture, as large as it fits, in the middle. */
export function fitPicture(picture: Size, stage: Size): Viewport {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  return {
    scale,
    left: (stage.width - picture.width * scale) / 2,
    top: (stage.height - picture.height * scale) / 2,
  };
}

/** Zooms by a factor so that what is at `anchor` of the stage stays there; never smaller than the whole picture. */
export function zoomAt(viewport: Viewport, factor: number, anchor: Point, picture: Size, stage: Size): Viewport {
  const fit = fitPicture(picture, stage);
  const scale = Math.min(Math.max(maxScale, fit.scale), Math.max(fit.scale, viewport.scale * factor));
  const ratio = scale / viewport.scale;
  return keepInStage(
    { scale, left: anchor.x - (anchor.x - viewport.left) * ratio, top: anchor.y - (anchor.y - viewport.top) * ratio },
    picture,
    stage,
  );
}

/** Moves the picture by CSS pixels. */
export function panBy(viewport: Viewport, x: number, y: number, picture: Size, stage: Size): Viewport {
  return keepInStage({ ...viewport, left: viewport.left + x, top: viewport.top + y }, picture, stage);
}

/** From a place of the stage to one of the picture. */
export function toPicture({ scale, left, top }: Viewport, { x, y }: Point): Point {
  return { x: (x - left) / scale, y: (y - top) / scale };
}

/** The box between two corners, cut off at the borders of the picture; `undefined` where less than a pixel is left. */
export function boxBetween(a: Point, b: Point, picture: Size): Box | undefined {
  const x = toPixel(Math.min(a.x, b.x), picture.width);
  const y = toPixel(Math.min(a.y, b.y), picture.height);
  const width = toPixel(Math.max(a.x, b.x), picture.width) - x;
  const height = toPixel(Math.max(a.y, b.y), picture.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The smaller dimension is centred, the larger one leaves no gap. */
function keepInStage(viewport: Viewport, picture: Size, stage: Size): Viewport {
  return {
    scale: viewport.scale,
    left: place(viewport.left, picture.width * viewport.scale, stage.width),
    top: place(viewport.top, picture.height * viewport.scale, stage.height),
  };
}

function place(at: number, length: number, room: number): number {
  return length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, at));
}

function toPixel(value: number, end: number): number {
  return Math.round(Math.min(end, Math.max(0, value)));
}
