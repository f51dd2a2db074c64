import type { Box } from '@passerby/engine';
import type { JSX } from 'preact';
import { handles } from './resize-box.ts';
import type { ReviewState } from './review-state.ts';
import { isDrawn } from './track-facts.ts';
import type { Size } from './viewport.ts';

/** Side of a handle, in CSS pixels; fingers get a larger, invisible one. */
const handlePixels = 9;
const touchPixels = 26;

/** Outlines of what is hidden at this moment, over the picture; the selected drawn box has handles. The list beside it says the same in words. */
export function StageRegions(props: {
  readonly state: ReviewState;
  readonly picture: Size;
  readonly scale: number;
  readonly draft: Box | undefined;
}): JSX.Element {
  const { state, picture, scale, draft } = props;
  const seconds = state.player.frame.value?.seconds ?? state.player.seconds.value;
  const regions = state.regions.value;
  const isKnown = regions?.covers(seconds) ?? false;
  const selected = state.selected.value;
  const isHere = selected && seconds >= selected.fromSeconds - 0.001 && seconds <= selected.throughSeconds + 0.001;
  const held =
    selected && isHere && isDrawn(selected) && !state.player.isPlaying.value ? state.regionOf(selected) : undefined;
  return (
    <svg class="regions" viewBox={`0 0 ${picture.width} ${picture.height}`} aria-hidden="true">
      {isKnown &&
        regions
          ?.at(seconds)
          .map((region) => (
            <Outline key={region.trackId} id={region.trackId} box={region.box} state={state} name="hidden" />
          ))}
      {isKnown &&
        regions
          ?.keptAt(seconds)
          .map((region) => (
            <Outline key={region.trackId} id={region.trackId} box={region.grown} state={state} name="kept" />
          ))}
      {held && !draft && <Handles box={held} scale={scale} />}
      {draft && <rect class="draft" {...draft} />}
    </svg>
  );
}

function Outline(props: {
  readonly id: string;
  readonly box: Box;
  readonly state: ReviewState;
  readonly name: 'hidden' | 'kept';
}): JSX.Element {
  const { id, box, state, name } = props;
  const isSelected = state.selectedId.value === id;
  const { x, y, width, height } = box;
  return (
    <rect
      class={`outline is-${name} ${isSelected ? 'is-selected' : ''}`}
      data-track={id}
      x={x}
      y={y}
      width={width}
      height={height}
    />
  );
}

function Handles({ box, scale }: { readonly box: Box; readonly scale: number }): JSX.Element {
  const side = handlePixels / scale;
  const touch = touchPixels / scale;
  return (
    <g>
      <rect class="grip-move" data-grip="move" x={box.x} y={box.y} width={box.width} height={box.height} />
      {handles.map((grip) => {
        const x = box.x + (grip.includes('w') ? 0 : grip.includes('e') ? box.width : box.width / 2);
        const y = box.y + (grip.includes('n') ? 0 : grip.includes('s') ? box.height : box.height / 2);
        return (
          <g key={grip} class={`grip is-${grip}`}>
            <rect class="grip-mark" x={x - side / 2} y={y - side / 2} width={side} height={side} />
            <rect
              class="grip-touch"
              data-grip={grip}
              x={x - touch / 2}
              y={y - touch / 2}
              width={touch}
              height={touch}
            />
          </g>
        );
      })}
    </g>
  );
}
