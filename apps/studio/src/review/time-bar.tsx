import type { PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { formatMoment } from '../messages/format-time.ts';
import type { ReviewState } from './review-state.ts';
import { Tool } from './stage-tools.tsx';

/** Where a moment lies on the bar, in percent of its length; the bar cuts off what is outside. */
function percent(state: ReviewState, seconds: number): string {
  const { fromSeconds, lengthSeconds } = state.timeWindow.value;
  return `${lengthSeconds > 0 ? (100 * (seconds - fromSeconds)) / lengthSeconds : 0}%`;
}

/** How long a time is on the bar. */
function lengthOf(state: ReviewState, seconds: number): string {
  const { lengthSeconds } = state.timeWindow.value;
  return `${lengthSeconds > 0 ? (100 * seconds) / lengthSeconds : 0}%`;
}

/** A track's lane: when it is hidden, and where it was seen. A click goes there. */
export function TimeBar({ state, track }: { readonly state: ReviewState; readonly track: PlanTrack }): JSX.Element {
  const seen = track.keyframes.filter(({ origin }) => origin === 'detected' || origin === 'drawn');
  const { fromSeconds, throughSeconds } = track;
  return (
    <div class="lane" aria-hidden="true" onPointerDown={(event) => seekByPointer(state, event)}>
      <span
        class="lane-span"
        style={{ insetInlineStart: percent(state, fromSeconds), width: lengthOf(state, throughSeconds - fromSeconds) }}
      />
      <svg class="lane-sights" viewBox="0 0 1 1" preserveAspectRatio="none">
        <path d={linesAt(state, seen)} />
      </svg>
    </div>
  );
}

/** The time of the whole video: cuts, marks, findings, and the playhead to drag. */
export function Ruler({ state }: { readonly state: ReviewState }): JSX.Element {
  const { item, player, inSeconds, outSeconds } = state;
  const duration = state.plan?.media.durationSeconds ?? 0;
  const findings = (item.verified.value?.findings ?? []).filter(({ severity }) => severity === 'leak');
  const shown = state.timeWindow.value;
  const from = inSeconds.value;
  const through = outSeconds.value;
  return (
    <div class="ruler-row">
      <span class="ruler-start">
        <span class="ruler-end">{formatMoment(shown.fromSeconds)}</span>
        <Tool
          icon="zoomOut"
          label={t('timeZoomOut')}
          keys=","
          isDisabled={state.timeZoom.value <= 1}
          onClick={() => state.zoomTime(-1)}
        />
        <Tool icon="zoomIn" label={t('timeZoomIn')} keys="." onClick={() => state.zoomTime(1)} />
      </span>
      <div
        class="ruler"
        onPointerDown={(event) => seekByPointer(state, event)}
        onPointerMove={(event) => event.buttons === 1 && seekByPointer(state, event)}
      >
        {(item.review.value?.cutSeconds ?? []).map((seconds) => (
          <span
            key={seconds}
            class="ruler-cut"
            title={t('cutHere')}
            style={{ insetInlineStart: percent(state, seconds) }}
          />
        ))}
        {from !== undefined && (
          <span
            class="ruler-marks"
            style={{ insetInlineStart: percent(state, from), width: lengthOf(state, (through ?? from) - from) }}
          />
        )}
        {everySecond(findings.map(({ seconds }) => seconds)).map((seconds) => (
          <span key={seconds} class="ruler-finding" style={{ insetInlineStart: percent(state, seconds) }} />
        ))}
        <input
          type="range"
          class="ruler-input"
          min={0}
          max={duration}
          step="any"
          value={player.seconds.value}
          aria-label={t('timeLabel')}
          aria-valuetext={formatMoment(player.seconds.value)}
          onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
          onKeyDown={(event) => stepByKey(state, event)}
        />
      </div>
      <span class="ruler-end">{formatMoment(shown.fromSeconds + shown.lengthSeconds)}</span>
    </div>
  );
}

/** One line over all lanes, so that they stay as they are while it moves. */
export function Playhead({ state }: { readonly state: ReviewState }): JSX.Element {
  return (
    <div class="playhead-row" aria-hidden="true">
      <div>
        <span class="playhead" style={{ insetInlineStart: percent(state, state.player.seconds.value) }} />
      </div>
    </div>
  );
}

/** All moments as one shape: a long video has more of them than a page should have elements. */
function linesAt(state: ReviewState, moments: readonly { readonly seconds: number }[]): string {
  const { fromSeconds, lengthSeconds } = state.timeWindow.value;
  if (lengthSeconds <= 0) return '';
  return moments.map(({ seconds }) => `M${((seconds - fromSeconds) / lengthSeconds).toFixed(5)} 0v1`).join('');
}

function seekByPointer(state: ReviewState, event: PointerEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const bounds = bar.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(bar).direction === 'rtl';
  const share = (event.clientX - bounds.left) / bounds.width;
  const { fromSeconds, lengthSeconds } = state.timeWindow.value;
  state.player.seek(fromSeconds + (isRightToLeft ? 1 - share : share) * lengthSeconds);
}

/** Arrow keys go by frames rather than by the slider's own step. */
function stepByKey(state: ReviewState, event: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  state.player.step(event.shiftKey ? step * 10 : step);
}

/** At most one mark a second. */
function everySecond(moments: readonly number[]): readonly number[] {
  return [...new Map(moments.map((seconds) => [Math.floor(seconds), seconds])).values()];
}
