import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { Box } from '@passerby/engine';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Warning } from '../messages/warning.tsx';
import { t } from '../messages/translate.ts';
import { StageRegions } from './stage-regions.tsx';
import { StageTools } from './stage-tools.tsx';
import { useStageSize } from './use-stage-size.ts';
import type { ReviewState } from './review-state.ts';
import { resizeBox, type Grip } from './resize-box.ts';
import { boxBetween, fitPicture, panBy, toPicture, zoomAt, type Point, type Size, type Viewport } from './viewport.ts';

/** What a pointer that is down is doing. */
type Gesture =
  | { readonly kind: 'pan'; readonly at: Point }
  | { readonly kind: 'pinch'; readonly at: Point; readonly distance: number }
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'resize'; readonly grip: Grip; readonly from: Point; readonly box: Box };

const wheelZoom = 0.0016;
const buttonZoom = 1.4;
/** Arrow keys move the picture by this much, in CSS pixels. */
const panStep = 60;

/** The picture as the copy will show it, with what is hidden outlined: zoom, pan, draw, take hold of drawn boxes. */
export function Stage({
  state,
  isFollowing,
}: {
  readonly state: ReviewState;
  readonly isFollowing: boolean;
}): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useStageSize(stage);
  const picture = pictureSize(state);
  const zoomed = useSignal<Viewport | undefined>(undefined);
  const draft = useSignal<Box | undefined>(undefined);
  const pointers = useRef(new Map<number, Point>());
  const gesture = useRef<Gesture | undefined>(undefined);
  const viewport = useComputed(() => zoomed.value ?? fitPicture(picture, size.value));

  useSignalEffect(() => {
    state.player.stagePixels.value = picture.width * viewport.value.scale * devicePixelRatio;
  });
  useSignalEffect(() => drawFrame(canvas.current, state));
  // Another item's picture has another shape.
  useEffect(() => {
    zoomed.value = undefined;
  }, [state, zoomed]);

  const pointIn = (event: PointerEvent | WheelEvent): Point => {
    const bounds = (stage.current as HTMLElement).getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };
  const zoom = (factor: number, anchor: Point = { x: size.value.width / 2, y: size.value.height / 2 }): void => {
    zoomed.value = zoomAt(viewport.value, factor, anchor, picture, size.value);
  };

  state.zoomStage = (direction) => {
    if (direction === 0) zoomed.value = undefined;
    else zoom(direction > 0 ? buttonZoom : 1 / buttonZoom);
  };

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button > 1) return;
    const at = pointIn(event);
    pointers.current.set(event.pointerId, at);
    (stage.current as HTMLElement).setPointerCapture(event.pointerId);
    draft.value = undefined;
    gesture.current = beginGesture(state, [...pointers.current.values()], at, toPicture(viewport.value, at), event);
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!pointers.current.has(event.pointerId)) return;
    const at = pointIn(event);
    pointers.current.set(event.pointerId, at);
    const { current } = gesture;
    if (current?.kind === 'pan') {
      zoomed.value = panBy(viewport.value, at.x - current.at.x, at.y - current.at.y, picture, size.value);
      gesture.current = { kind: 'pan', at };
    } else if (current?.kind === 'pinch') {
      gesture.current = pinch(current, [...pointers.current.values()], zoom);
    } else if (current) draft.value = draftOf(current, toPicture(viewport.value, at), picture);
  };
  const onPointerUp = (event: PointerEvent): void => {
    pointers.current.delete(event.pointerId);
    const { current } = gesture;
    const box = draft.value;
    gesture.current = undefined;
    draft.value = undefined;
    if (event.type === 'pointercancel' || !box) return;
    if (current?.kind === 'draw') void state.draw(box, isFollowing);
    if (current?.kind === 'resize') state.place(box);
  };
  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * wheelZoom), pointIn(event));
  };
  useEffect(() => {
    const { current } = stage;
    // Not by `onWheel`: browsers take that for passive, and the page would scroll with it.
    current?.addEventListener('wheel', onWheel, { passive: false });
    return () => current?.removeEventListener('wheel', onWheel);
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const pans: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [panStep, 0],
      ArrowRight: [-panStep, 0],
      ArrowUp: [0, panStep],
      ArrowDown: [0, -panStep],
    };
    const pan = pans[event.key];
    if (!pan || !event.altKey) return;
    event.preventDefault();
    zoomed.value = panBy(viewport.value, pan[0], pan[1], picture, size.value);
  };

  const { failure, isFrameClear } = state.player;
  return (
    <div class="stage-frame">
      <div
        ref={stage}
        class={`stage ${state.isDrawing.value ? 'is-drawing' : ''}`}
        role="group"
        aria-label={t('stageLabel')}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onDblClick={(event) => askReason(state, event)}
        onKeyDown={onKeyDown}
      >
        <div
          class="picture"
          style={{
            width: `${picture.width * viewport.value.scale}px`,
            height: `${picture.height * viewport.value.scale}px`,
            transform: `translate(${viewport.value.left}px, ${viewport.value.top}px)`,
          }}
        >
          <canvas ref={canvas} />
          <StageRegions state={state} picture={picture} scale={viewport.value.scale} draft={draft.value} />
        </div>
        {isFrameClear.value && <p class="stage-note is-clear">{t('showingOriginal')}</p>}
        {failure.value && (
          <p class="stage-note is-failure" role="alert">
            <Warning id={failure.value.messageId} />
          </p>
        )}
      </div>
      <StageTools state={state} isZoomed={zoomed.value !== undefined} />
    </div>
  );
}

/** A double click on what is hidden asks why it should stay visible. */
function askReason(state: ReviewState, event: MouseEvent): void {
  const { dataset } = event.target as SVGElement;
  const track = state.selected.value;
  if (dataset['track'] !== undefined && track && track.kind !== 'region' && !track.keep)
    state.isAskingReason.value = true;
}

function pictureSize(state: ReviewState): Size {
  const media = state.item.media.value;
  return media ? { width: media.width, height: media.height } : { width: 1, height: 1 };
}

function drawFrame(canvas: HTMLCanvasElement | null, state: ReviewState): void {
  const frame = state.player.frame.value;
  const context = canvas?.getContext('2d', { alpha: true });
  if (!canvas || !context) return;
  if (!frame) {
    // Nothing rather than a picture that may not be the one asked for.
    context.clearRect(0, 0, canvas.width, canvas.height);
    return;
  }
  const { width, height } = frame.bitmap;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.drawImage(frame.bitmap, 0, 0);
}

function beginGesture(
  state: ReviewState,
  pointers: readonly Point[],
  at: Point,
  inPicture: Point,
  event: PointerEvent,
): Gesture {
  const [first, second] = pointers;
  if (first && second) return { kind: 'pinch', at: middleOf(first, second), distance: distanceOf(first, second) };
  if (event.button === 1) return { kind: 'pan', at };
  if (state.isDrawing.value) return { kind: 'draw', from: inPicture };
  const { dataset } = event.target as SVGElement;
  const box = state.selected.value && state.regionOf(state.selected.value);
  if (dataset['grip'] && box) return { kind: 'resize', grip: dataset['grip'] as Grip, from: inPicture, box };
  if (dataset['track'] !== undefined) state.select(dataset['track']);
  return { kind: 'pan', at };
}

function draftOf(gesture: Gesture, at: Point, picture: Size): Box | undefined {
  if (gesture.kind === 'draw') return boxBetween(gesture.from, at, picture);
  if (gesture.kind !== 'resize') return undefined;
  return resizeBox(gesture.box, gesture.grip, at.x - gesture.from.x, at.y - gesture.from.y, picture);
}

function pinch(
  { at, distance }: Extract<Gesture, { kind: 'pinch' }>,
  pointers: readonly Point[],
  zoom: (factor: number, anchor: Point) => void,
): Gesture {
  const [first, second] = pointers;
  if (!first || !second) return { kind: 'pan', at };
  const now = distanceOf(first, second);
  zoom(now / Math.max(1, distance), middleOf(first, second));
  return { kind: 'pinch', at, distance: now };
}

function middleOf(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function distanceOf(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
