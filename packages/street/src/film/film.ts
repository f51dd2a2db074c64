import { bodyDrawing, bodyTexts } from '../person/draw-body.ts';
import type { FrameTruth, PersonTraits, PersonTruth, StreetTruth, TextTruth } from '../truth.ts';
import { Canvas, chain, placeAt, type Affine } from './canvas.ts';
import { exposeFrame } from './expose-frame.ts';
import { cameraAt, isInPicture, poseFigure } from './figure.ts';
import { measurePerson, measureText } from './measure-truth.ts';
import { flashAt, listMoments, partsOf, type Moment } from './moments.ts';
import { backdropKey, planSprites, propKey, rasterizeAll } from './plan-sprites.ts';
import { projectWorld, type PersonActor, type PropActor, type Scene } from './scene.ts';
import { Smear } from './smear.ts';
import type { Sprite } from './sprite.ts';

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

/** Turns everything that a scene shows to pixels. The rest is done frame by frame in {@link Film.frames}. */
export async function prepareFilm(scene: Scene): Promise<Film> {
  const moments = listMoments(scene);
  const sprites = await rasterizeAll(planSprites(scene, moments));
  const beginsShot = (moment: Moment): boolean => moment.index > 0 && moments[moment.index - 1]?.shot !== moment.shot;
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
      cuts: moments.filter(beginsShot).map((moment) => moment.index),
      flashes: moments.filter((moment) => flashAt(scene, moment.seconds) > 0).map((moment) => moment.index),
    }),
  };
}

function listTraits(scene: Scene): PersonTraits[] {
  return scene.shots.flatMap((shot) =>
    shot.actors
      .filter((actor) => actor.kind === 'person')
      .map(({ track, look: { skinTone, hair, headwear, eyewear, beard, mask } }) => ({
        track,
        skinTone,
        hair,
        headwear,
        eyewear,
        beard,
        mask,
      })),
  );
}

type Sprites = ReadonlyMap<string, Sprite>;

function* drawFrames(
  scene: Scene,
  moments: readonly Moment[],
  sprites: Sprites,
): Generator<DrawnFrame, void, undefined> {
  const canvas = new Canvas(scene.width, scene.height);
  const backdrops = new BackdropCache(scene, sprites);
  const exposed = new Uint8Array(canvas.rgb.length);
  const smear = new Smear(canvas.rgb.length);
  for (const moment of moments) {
    // The truth of a smeared exposure is that of its middle.
    const truth = drawMoment(scene, moment, sprites, canvas, backdrops);
    const parts = partsOf(moment);
    if (parts.length > 0) {
      smear.restart(canvas.rgb);
      for (const part of parts) {
        drawMoment(scene, part, sprites, canvas, backdrops, false);
        smear.add(canvas.rgb);
      }
      smear.average(canvas.rgb);
    }
    const light = moment.shot.light(moment.shotSeconds);
    exposeFrame(canvas.rgb, light, flashAt(scene, moment.seconds), moment.index, exposed);
    yield { rgb: exposed, truth };
  }
}

/** The backdrop as last framed: while the camera stands still it is drawn once. */
class BackdropCache {
  readonly #canvas: Canvas;
  readonly #sprites: Sprites;
  #key = '';

  constructor(scene: Scene, sprites: Sprites) {
    this.#canvas = new Canvas(scene.width, scene.height);
    this.#sprites = sprites;
  }

  paint(shotIndex: number, camera: Affine): Uint8Array {
    const key = `${shotIndex} ${Object.values(camera).join(' ')}`;
    if (key !== this.#key) {
      this.#canvas.restart();
      this.#canvas.drawBackdrop(this.#sprites.get(backdropKey(shotIndex))!, camera);
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

/** Draws one moment; `measures` says whether its truth is wanted too: parts of a smeared exposure have none. */
function drawMoment(
  scene: Scene,
  moment: Moment,
  sprites: Sprites,
  canvas: Canvas,
  backdrops: BackdropCache,
  measures = true,
): FrameTruth {
  const { shot, shotIndex, shotSeconds } = moment;
  const camera = cameraAt(scene, shot, shotSeconds);
  // Truth is measured when everything is drawn, for what is drawn later may cover it.
  const people: (() => PersonTruth | undefined)[] = [];
  const texts: (() => TextTruth | undefined)[] = [];

  canvas.restart(backdrops.paint(shotIndex, camera));
  const layers = shot.actors
    .map((actor, index) => (actor.kind === 'prop' ? layProp(actor, index) : layPerson(actor)))
    .filter((layer) => layer !== undefined);
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
    const { unitsPerMetre, texts: drawnTexts } = actor.drawing;
    const at = projectWorld(place, shot.view);
    const map = chain(camera, placeAt(at.x, at.y, at.pixelsPerMetre / unitsPerMetre));
    const draw = (): void => {
      if (drawnTexts.length === 0 || !measures) {
        canvas.draw(sprite, map);
        return;
      }
      const stamp = canvas.draw(sprite, map, true);
      for (const [index, text] of drawnTexts.entries()) {
        texts.push(() => measureText(canvas, actor.textTracks[index]!, text, map, stamp));
      }
    };
    return { depth: place.z, draw };
  }

  function layPerson(actor: PersonActor): Layer | undefined {
    const place = actor.at(shotSeconds);
    if (!place) return undefined;
    const figure = poseFigure(actor, place, shot);
    if (!isInPicture(scene, camera, figure)) return undefined;
    const head = sprites.get(figure.headKey);
    const body = sprites.get(figure.bodyKey);
    if (!head || !body) throw new Error(`Expected the drawings of person ${actor.track}.`);
    const headMap = chain(camera, placeAt(figure.x, figure.y, figure.scale));
    // A shorter or narrower body hangs from the same neck.
    const neckY = bodyDrawing.y * (1 - figure.bodyHeight) * figure.scale;
    const bodyScale = { x: figure.scale * figure.bodyWidth, y: figure.scale * figure.bodyHeight };
    const bodyMap = chain(camera, placeAt(figure.x, figure.y + neckY, bodyScale.x, bodyScale.y));
    const draw = (): void => {
      const { badgeTrack } = actor;
      if (badgeTrack === undefined || !measures) canvas.draw(body, bodyMap);
      else {
        const stamp = canvas.draw(body, bodyMap, true);
        for (const text of bodyTexts(actor.look, figure.view)) {
          texts.push(() => measureText(canvas, badgeTrack, text, bodyMap, stamp));
        }
      }
      if (!measures) {
        canvas.draw(head, headMap);
        return;
      }
      const stamp = canvas.draw(head, headMap, true);
      people.push(() => measurePerson(canvas, actor, figure, headMap, stamp));
    };
    return { depth: place.feet.z, draw };
  }
}
