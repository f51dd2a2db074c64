import type { Point } from '../drawing/svg.ts';
import { measureHead, type Extent } from '../person/measure-head.ts';
import type { Box, PersonTruth, TextTruth } from '../truth.ts';
import { mapPoint, type Affine, type Canvas, type SeenPart, type Stamp } from './canvas.ts';
import type { Figure } from './figure.ts';
import type { DrawnText, PersonActor } from './scene.ts';

type Quad = readonly [Point, Point, Point, Point];

const mapQuad = (map: Affine, [a, b, c, d]: Quad): Quad => [
  mapPoint(map, a),
  mapPoint(map, b),
  mapPoint(map, c),
  mapPoint(map, d),
];

/** A piece of writing as it is seen; undefined where it lies outside the picture. `map` leads from its drawing to the picture. */
export function measureText(
  canvas: Canvas,
  track: number,
  text: DrawnText,
  map: Affine,
  stamp: Stamp,
): TextTruth | undefined {
  const quad = mapQuad(map, text.quad);
  if (!clip(boundsOf(quad), canvas)) return undefined;
  return {
    track,
    kind: text.kind,
    quad,
    glyphHeight: text.glyphHeight * Math.hypot(map.c, map.d),
    visible: canvas.visibleShare(stamp, (x, y) => isInQuad(quad, x, y)),
  };
}

/** A person as seen; undefined where the head lies outside the picture. `map` leads from the head's drawing to the picture. */
export function measurePerson(
  canvas: Canvas,
  actor: PersonActor,
  figure: Figure,
  map: Affine,
  stamp: Stamp,
): PersonTruth | undefined {
  const measures = measureHead(actor.look, figure.turn);
  const headBox = boundsOf(mapQuad(map, corners(measures.head)));
  const head = clip(headBox, canvas);
  if (!head) return undefined;
  const faceBox = measures.face && boundsOf(mapQuad(map, corners(measures.face)));
  const face = faceBox && clip(faceBox, canvas);
  const bareBox = measures.bareFace && boundsOf(mapQuad(map, corners(measures.bareFace)));
  const seenIn = (box: Box | undefined): SeenPart =>
    canvas.measureSeen(stamp, (x, y) => box !== undefined && isInBox(box, x, y));
  const [seenHead, seenFace, seenBare] = [seenIn(headBox), seenIn(faceBox), seenIn(bareBox)];
  return {
    track: actor.track,
    head,
    headSeen: seenHead.box,
    headHeight: headBox.height,
    headWidth: headBox.width,
    face: face ?? 'behind',
    faceHeight: faceBox?.height ?? 0,
    pose: measures.pose,
    yawDegrees: figure.turn.yaw,
    headVisible: shareOf(seenHead.seen, seenHead.all),
    faceVisible: shareOf(seenFace.seen, seenFace.all),
    bareFaceVisible: shareOf(seenBare.seen, seenFace.all),
  };
}

function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

function corners({ left, top, right, bottom }: Extent): Quad {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

function boundsOf(quad: Quad): Box {
  const xs = quad.map((point) => point.x);
  const ys = quad.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The part of a box inside the picture; undefined where there is none. */
function clip(box: Box, picture: { readonly width: number; readonly height: number }): Box | undefined {
  const x = Math.max(0, box.x);
  const y = Math.max(0, box.y);
  const width = Math.min(picture.width, box.x + box.width) - x;
  const height = Math.min(picture.height, box.y + box.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

function isInBox(box: Box, x: number, y: number): boolean {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

/** Whether a point lies in a convex quad, whichever way round it is listed. */
function isInQuad(quad: Quad, x: number, y: number): boolean {
  let sides = 0;
  for (let index = 0; index < 4; index++) {
    const from = quad[index]!;
    const to = quad[(index + 1) % 4]!;
    sides += (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= 0 ? 1 : -1;
  }
  return Math.abs(sides) === 4;
}
