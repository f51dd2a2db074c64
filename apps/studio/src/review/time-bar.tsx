import type { PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { formatMoment } from '../messages/format-time.ts';
import type { ReviewState } from './review-state.ts';

/** Where a moment lies on the bar, in percent of its length. */
function percent(state: ReviewState, seconds: number): string {
  const duration = state.plan?.media.durationSeconds ?? 0;
  return `${duration > 0 ? (100 * Math.min(duration, Math.max(0, seconds))) / duration : 0}%`;
}

/** A track's lane: when it is hidden, where it was seen, where the playhead is. A click goes there. */
export function TimeBar({ state, track }: { readonly state: ReviewState; readonly track: PlanTrack }): JSX.Element {
  const seen = track.keyframes.filter(({ origin }) => origin === 'detected' || origin === 'drawn');
  const { fromSeconds, throughSeconds } = track;
  return (
    <div class="lane" aria-hidden="true" onPointerDown={(event) => seekByPointer(state, event)}>
      <span
        class="lane-span"
        style={{ insetInlineStart: percent(state, fromSeconds), width: percent(state, throughSeconds - fromSeconds) }}
      />
      {thin(seen.map(({ seconds }) => seconds)).map((seconds) => (
        <span key={seconds} class="lane-sight" style={{ insetInlineStart: percent(state, seconds) }} />
      ))}
      <Playhead state={state} />
    </div>
  );
}

/** The time of the whole video: cuts, marks, findings, and the playhead to drag. */
export function Ruler({ state }: { readonly state: ReviewState }): JSX.Element {
  const { item, player, inSeconds, outSeconds } = state;
  const duration = state.plan?.media.durationSeconds ?? 0;
  const findings = (item.verified.value?.findings ?? []).filter(({ severity }) => severity === 'leak');
  const from = inSeconds.value;
  const through = outSeconds.value;
  return (
    <div class="ruler-row">
      <span class="ruler-end">{formatMoment(player.seconds.value)}</span>
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
            style={{ insetInlineStart: percent(state, from), width: percent(state, (through ?? from) - from) }}
          />
        )}
        {thin(findings.map(({ seconds }) => seconds)).map((seconds) => (
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
        <Playhead state={state} />
      </div>
      <span class="ruler-end">{formatMoment(duration)}</span>
    </div>
  );
}

function Playhead({ state }: { readonly state: ReviewState }): JSX.Element {
  return <span class="playhead" style={{ insetInlineStart: percent(state, state.player.seconds.value) }} />;
}

function seekByPointer(state: ReviewState, event: PointerEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const bounds = bar.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(bar).direction === 'rtl';
  const share = (event.clientX - bounds.left) / bounds.width;
  state.player.seek((isRightToLeft ? 1 - share : share) * (state.plan?.media.durationSeconds ?? 0));
}

/** Arrow keys go by frames rather than by the slider's own step. */
function stepByKey(state: ReviewState, event: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  state.player.step(event.shiftKey ? step * 10 : step);
}

/** At most this many marks on one bar: more are one line anyway. */
const mostMarks = 120;

function thin(moments: readonly number[]): readonly number[] {
  const every = Math.ceil(moments.length / mostMarks);
  return moments.filter((_, index) => index % Math.max(1, every) === 0);
}
