import { bodyDrawing, drawBody } from '../person/draw-body.ts';
import { drawHead, headDrawing } from '../person/draw-head.ts';
import { cameraAt, isInPicture, poseFigure } from './figure.ts';
import { listExposures, type Moment } from './moments.ts';
import { projectWorld, type Scene } from './scene.ts';
import { rasterize, type DrawingFrame, type Sprite } from './sprite.ts';

/** Sprites are made this much larger than they are shown at most. */
const reserve = 1.15;

/** Bodies are never drawn finer than this, in pixels per head unit: near ones are mostly outside the picture. */
const largestBody = 1.1;

/** A drawing to turn to pixels, and how large. */
export interface SpritePlan {
  readonly drawing: () => string;
  readonly frame: DrawingFrame;
  pixelsPerUnit: number;
}

/** Everything that a scene will show, by name, each as large as it will be seen at most. */
export function planSprites(scene: Scene, moments: readonly Moment[]): Map<string, SpritePlan> {
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
      want(figure.bodyKey, bodyDrawing, Math.min(scale, largestBody), () =>
        drawBody(actor.look, figure.view, figure.phase),
      );
    }
  }
  return plans;
}

/** Turns the drawings of a plan to pixels. */
export async function rasterizeAll(plans: ReadonlyMap<string, SpritePlan>): Promise<Map<string, Sprite>> {
  const entries = await Promise.all(
    [...plans].map(
      async ([key, plan]) => [key, await rasterize(plan.drawing(), plan.frame, plan.pixelsPerUnit * reserve)] as const,
    ),
  );
  return new Map(entries);
}

export function backdropKey(shotIndex: number): string {
  return `backdrop ${shotIndex}`;
}

export function propKey(shotIndex: number, actorIndex: number): string {
  return `prop ${shotIndex} ${actorIndex}`;
}
