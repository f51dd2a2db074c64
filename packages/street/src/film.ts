import { Canvas, chain, mapPoint, placeAt, type Affine, type Stamp } from './canvas.ts';
import { bodyDrawing, drawBody, soleY, stridePhases, type BodyView } from './draw-body.ts';
import { drawHead, headDrawing } from './draw-head.ts';
import { exposeFrame } from './expose-frame.ts';
import { measureHead, type Extent } from './measure-head.ts';
import { skullTop } from './skull.ts';
import { projectWorld, type PersonActor, type PersonPlace, type PropActor, type Scene, type Shot } from './scene.ts';
import { rasterize, type DrawingFrame, type Sprite } from './sprite.ts';
import type { Point } from './svg.ts';
import type { Box, FrameTruth, PersonTraits, PersonTruth, StreetTruth, TextTruth } from './truth.ts';

/** One frame of a drawn clip. */
export interface DrawnFrame {
  /** Red, green, blue, row by row, no padding. Borrowed: the next frame is drawn into the same memory. */
  readonly rgb: Uint8Array;
  readonly truth: FrameTruth;
}

/** A scene ready to be filmed: everything in it was turned to pixels. */
export interface Film {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frameCount: number;
  /** Draws the frames in order. May be called again: the same frames come out. */
  frames(): Generator<DrawnFrame, void, undefined>;
  /** The truth of the whole clip around these frames' truths. */
  summarize(frames: readonly FrameTruth[]): StreetTruth;
}

interface Moment {
  readonly index: number;
  readonly seconds: number;
  readonly shot: Shot;
  readonly shotIndex: number;
  /** Time since the shot began. */
  readonly shotSeconds: number;
}

/** How finely heads turn, in degrees. */
const yawStep = 10;
const pitchStep = 12;

/** Sprites are made this much larger than they are shown at most. */
const reserve = 1.15;

/** Times within an exposure, as shares of it around its middle; the middle itself is drawn anyway. */
const smearSteps = [-0.5, -0.25, 0.25, 0.5];

/** Turns everything that a scene shows to pixels. The rest is done frame by frame in {@link Film.frames}. */
export async function prepareFilm(scene: Scene): Promise<Film> {
  const moments = listMoments(scene);
  const sprites = await rasterizeAll(planSprites(scene, moments));
  return {
    width: scene.width,
    height: scene.height,
    fps: scene.fps,
    frameCount: moments.length,
    frames: () => drawFrames(scene, moments, sprites),
    summarize: (frames) => ({
      width: scene.width,
      height: scene.height,
      fps: scene.fps,
      frames,
      people: listTraits(scene),
      cuts: moments
        .filter((moment, index) => index > 0 && moments[index - 1]!.shot !== moment.shot)
        .map((moment) => moment.index),
      flashes: moments.filter((moment) => flashAt(scene, moment.seconds) > 0).map((moment) => moment.index),
    }),
  };
}

function listMoments(scene: Scene): Moment[] {
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

/** Strength of the flash at this time, 0 to 1: it jumps up and fades within a sixth of a second. */
function flashAt(scene: Scene, seconds: number): number {
  let strength = 0;
  for (const flash of scene.flashes) {
    const since = seconds - flash + 1e-6;
    if (since >= 0 && since < 0.16) strength = Math.max(strength, 1 - since / 0.2);
  }
  return strength;
}

function listTraits(scene: Scene): PersonTraits[] {
  return scene.shots.flatMap((shot) =>
    shot.actors
      .filter((actor) => actor.kind === 'person')
      .map(({ track, look }) => ({
        track,
        skinTone: look.skinTone,
        hair: look.hair,
        headwear: look.headwear,
        eyewear: look.eyewear,
        beard: look.beard,
        mask: look.mask,
      })),
  );
}

// What to turn to pixels, and how large.

interface SpritePlan {
  readonly drawing: () => string;
  readonly frame: DrawingFrame;
  pixelsPerUnit: number;
}

function planSprites(scene: Scene, moments: readonly Moment[]): Map<string, SpritePlan> {
  const plans = new Map<string, SpritePlan>();
  const want = (key: string, frame: DrawingFrame, pixelsPerUnit: number, drawing: () => string): void => {
    const plan = plans.get(key);
    if (plan) plan.pixelsPerUnit = Math.max(plan.pixelsPerUnit, pixelsPerUnit);
    else plans.set(key, { drawing, frame, pixelsPerUnit });
  };
  for (const { shot, shotIndex, shotSeconds } of listExposures(moments)) {
    const camera = cameraAt(scene, shot, shotSeconds);
    const zoom = Math.hypot(camera.a, camera.b);
    want(backdropKey(shotIndex), shot.backdrop.frame, zoom / reserve, () => shot.backdrop.svg);
    for (const [actorIndex, actor] of shot.actors.entries()) {
      if (actor.kind === 'prop') {
        const place = actor.at(shotSeconds);
        if (!place) continue;
        const scale = (projectWorld(place, shot.view).pixelsPerMetre * zoom) / actor.drawing.unitsPerMetre;
        want(propKey(shotIndex, actorIndex), actor.drawing.frame, scale, () => actor.drawing.svg);
        continue;
      }
      const place = actor.at(shotSeconds);
      if (!place) continue;
      const figure = poseFigure(actor, place, shot);
      const scale = figure.scale * zoom;
      if (!isInPicture(scene, camera, figure)) continue;
      want(figure.headKey, headDrawing, scale, () => drawHead(actor.look, figure.turn));
      want(figure.bodyKey, bodyDrawing, Math.min(scale, 1.1), () => drawBody(actor.look, figure.view, figure.phase));
    }
  }
  return plans;
}

/** The moments, and with them the parts of smeared exposures. */
function* listExposures(moments: readonly Moment[]): Generator<Moment, void, undefined> {
  for (const moment of moments) {
    yield moment;
    const { shutterSeconds } = moment.shot;
    if (shutterSeconds === undefined) continue;
    for (const share of smearSteps) yield { ...moment, shotSeconds: moment.shotSeconds + share * shutterSeconds };
  }
}

async function rasterizeAll(plans: ReadonlyMap<string, SpritePlan>): Promise<Map<string, Sprite>> {
  const entries = await Promise.all(
    [...plans].map(
      async ([key, plan]) => [key, await rasterize(plan.drawing(), plan.frame, plan.pixelsPerUnit * reserve)] as const,
    ),
  );
  return new Map(entries);
}

const backdropKey = (shot: number): string => `backdrop ${shot}`;
const propKey = (shot: number, actor: number): string => `prop ${shot} ${actor}`;

/** A person at one moment: which sprites, and where. */
interface Figure {
  readonly turn: { readonly yaw: number; readonly pitch: number };
  readonly view: BodyView;
  readonly phase: number | undefined;
  readonly headKey: string;
  readonly bodyKey: string;
  /** Stage position of the head's origin. */
  readonly x: number;
  readonly y: number;
  /** Stage pixels per head unit. */
  readonly scale: number;
  /** Mirrors and narrows the body. */
  readonly bodyWidth: number;
}

const normalize = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
const snap = (value: number, step: number): number => Math.round(value / step) * step;

function poseFigure(actor: PersonActor, place: PersonPlace, shot: Shot): Figure {
  const feet = projectWorld(place.feet, shot.view);
  const scale = (feet.pixelsPerMetre * actor.heightMetres) / (soleY - skullTop);
  const turn = { yaw: normalize(snap(normalize(place.headYaw), yawStep)), pitch: snap(place.headPitch, pitchStep) };
  const bodyYaw = normalize(place.bodyYaw);
  const turned = Math.abs(bodyYaw);
  const view: BodyView = turned < 50 ? 'front' : turned <= 130 ? 'side' : 'back';
  const phase =
    place.stride === undefined
      ? undefined
      : ((Math.floor(place.stride * stridePhases) % stridePhases) + stridePhases) % stridePhases;
  const bob = phase === undefined ? 0 : Math.abs(Math.sin((phase / stridePhases) * 2 * Math.PI)) * 9;
  const narrow = view === 'side' ? 1 : 1 - 0.25 * Math.abs(Math.sin((bodyYaw * Math.PI) / 180));
  return {
    turn,
    view,
    phase,
    headKey: `head ${actor.track} ${turn.yaw} ${turn.pitch}`,
    bodyKey: `body ${actor.track} ${view} ${phase ?? 'stands'}`,
    x: feet.x,
    y: feet.y - (soleY - bob) * scale,
    scale,
    bodyWidth: view === 'side' && bodyYaw < 0 ? -1 : narrow,
  };
}

function cameraAt(scene: Scene, shot: Shot, shotSeconds: number): Affine {
  const framing = shot.framing(shotSeconds);
  const center = placeAt(scene.width / 2, scene.height / 2, framing.zoom, framing.zoom, framing.degrees);
  return chain(center, { a: 1, b: 0, c: 0, d: 1, e: -framing.x, f: -framing.y });
}

function isInPicture(scene: Scene, camera: Affine, figure: Figure): boolean {
  const reach = Math.hypot(camera.a, camera.b) * figure.scale;
  const origin = mapPoint(camera, figure);
  return (
    origin.x > -230 * reach &&
    origin.x < scene.width + 230 * reach &&
    origin.y > -900 * reach &&
    origin.y < scene.height + 130 * reach
  );
}

// Drawing.

function* drawFrames(
  scene: Scene,
  moments: readonly Moment[],
  sprites: ReadonlyMap<string, Sprite>,
): Generator<DrawnFrame, void, undefined> {
  const canvas = new Canvas(scene.width, scene.height);
  const exposed = new Uint8Array(scene.width * scene.height * 3);
  const backdrops = new BackdropCache(scene, sprites);
  const smear = new Smear(canvas.rgb.length);
  for (const moment of moments) {
    const { shot, shotSeconds } = moment;
    const truth = drawMoment(scene, moment, sprites, canvas, backdrops);
    if (shot.shutterSeconds !== undefined) {
      // The truth is that of the middle of the exposure.
      smear.restart(canvas.rgb);
      for (const share of smearSteps) {
        const part = { ...moment, shotSeconds: shotSeconds + share * shot.shutterSeconds };
        drawMoment(scene, part, sprites, canvas, backdrops);
        smear.add(canvas.rgb);
      }
      smear.average(canvas.rgb);
    }
    exposeFrame(canvas.rgb, shot.light(shotSeconds), flashAt(scene, moment.seconds), moment.index, exposed);
    yield { rgb: exposed, truth };
  }
}

/** Several pictures laid over each other. */
class Smear {
  readonly #sum: Uint16Array;
  #count = 0;

  constructor(length: number) {
    this.#sum = new Uint16Array(length);
  }

  restart(rgb: Uint8Array): void {
    this.#sum.set(rgb);
    this.#count = 1;
  }

  add(rgb: Uint8Array): void {
    const sum = this.#sum;
    for (let at = 0; at < rgb.length; at++) sum[at] = sum[at]! + rgb[at]!;
    this.#count++;
  }

  average(target: Uint8Array): void {
    const sum = this.#sum;
    for (let at = 0; at < target.length; at++) target[at] = sum[at]! / this.#count;
  }
}

/** The backdrop as last framed: while the camera stands still it is drawn once. */
class BackdropCache {
  readonly #canvas: Canvas;
  readonly #sprites: ReadonlyMap<string, Sprite>;
  #key = '';

  constructor(scene: Scene, sprites: ReadonlyMap<string, Sprite>) {
    this.#canvas = new Canvas(scene.width, scene.height);
    this.#sprites = sprites;
  }

  paint(shotIndex: number, camera: Affine): Uint8Array {
    const key = `${shotIndex} ${Object.values(camera).join(' ')}`;
    if (key !== this.#key) {
      this.#canvas.restart();
      this.#canvas.draw(this.#sprites.get(backdropKey(shotIndex))!, camera);
      this.#key = key;
    }
    return this.#canvas.rgb;
  }
}

interface Layer {
  /** Distance from the camera: far layers are drawn first. */
  readonly depth: number;
  draw(): void;
}

function drawMoment(
  scene: Scene,
  moment: Moment,
  sprites: ReadonlyMap<string, Sprite>,
  canvas: Canvas,
  backdrops: BackdropCache,
): FrameTruth {
  const { shot, shotIndex, shotSeconds } = moment;
  const camera = cameraAt(scene, shot, shotSeconds);
  canvas.restart(backdrops.paint(shotIndex, camera));
  const layers: Layer[] = [];
  // Truth is measured when everything is drawn, for what is drawn later may cover it.
  const people: (() => PersonTruth | undefined)[] = [];
  const texts: (() => TextTruth | undefined)[] = [];

  for (const [actorIndex, actor] of shot.actors.entries()) {
    const layer = actor.kind === 'prop' ? layProp(actor, actorIndex) : layPerson(actor);
    if (layer) layers.push(layer);
  }
  layers.sort((first, second) => second.depth - first.depth);
  for (const layer of layers) layer.draw();
  return {
    index: moment.index,
    seconds: moment.seconds,
    people: people.map((measure) => measure()).filter((truth) => truth !== undefined),
    texts: texts.map((measure) => measure()).filter((truth) => truth !== undefined),
  };

  function layProp(actor: PropActor, actorIndex: number): Layer | undefined {
    const place = actor.at(shotSeconds);
    const sprite = sprites.get(propKey(shotIndex, actorIndex));
    if (!place || !sprite) return undefined;
    const at = projectWorld(place, shot.view);
    const map = chain(camera, placeAt(at.x, at.y, at.pixelsPerMetre / actor.drawing.unitsPerMetre));
    const draw = (): void => {
      if (actor.drawing.texts.length === 0) {
        canvas.draw(sprite, map);
        return;
      }
      const stamp = canvas.draw(sprite, map, 1, true);
      for (const [index, text] of actor.drawing.texts.entries()) {
        const quad = mapQuad(map, text.quad);
        const glyphHeight = text.glyphHeight * Math.hypot(map.a, map.b);
        texts.push(() => measureText(canvas, actor.textTracks[index]!, text.kind, quad, glyphHeight, stamp));
      }
    };
    return { depth: place.z, draw };
  }

  function layPerson(actor: PersonActor): Layer | undefined {
    const place = actor.at(shotSeconds);
    if (!place) return undefined;
    const figure = poseFigure(actor, place, shot);
    const head = sprites.get(figure.headKey);
    const body = sprites.get(figure.bodyKey);
    if (!head || !body || !isInPicture(scene, camera, figure)) return undefined;
    const map = chain(camera, placeAt(figure.x, figure.y, figure.scale));
    const draw = (): void => {
      canvas.draw(body, chain(camera, placeAt(figure.x, figure.y, figure.scale * figure.bodyWidth, figure.scale)));
      const stamp = canvas.draw(head, map, 1, true);
      people.push(() => measurePerson(canvas, actor, figure, map, stamp));
    };
    return { depth: place.feet.z, draw };
  }
}

type Quad = readonly [Point, Point, Point, Point];

const mapQuad = (map: Affine, [a, b, c, d]: Quad): Quad => [
  mapPoint(map, a),
  mapPoint(map, b),
  mapPoint(map, c),
  mapPoint(map, d),
];

function measureText(
  canvas: Canvas,
  track: number,
  kind: TextTruth['kind'],
  quad: Quad,
  glyphHeight: number,
  stamp: Stamp,
): TextTruth | undefined {
  if (!clip(boundsOf(quad), canvas)) return undefined;
  const visible = canvas.visibleShare(stamp, (x, y) => isInQuad(quad, x, y));
  return { track, kind, quad, glyphHeight, visible };
}

function measurePerson(
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
  const within =
    (box: Box) =>
    (x: number, y: number): boolean =>
      x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
  return {
    track: actor.track,
    head,
    headHeight: headBox.height,
    headWidth: headBox.width,
    face: face ?? 'behind',
    faceHeight: faceBox?.height ?? 0,
    pose: measures.pose,
    yawDegrees: figure.turn.yaw,
    headVisible: canvas.visibleShare(stamp, within(headBox)),
    faceVisible: faceBox ? canvas.visibleShare(stamp, within(faceBox)) : 0,
  };
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
