import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { ReviewState } from './review-state.ts';
import { Playhead, Ruler, TimeBar } from './time-bar.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { kindName, RiskMarks, trackTime } from './track-label.tsx';
import type { RiskyTrack } from './track-risk.ts';

/** Everything that is hidden or kept: one row per track, with its time beside it where there is time. */
export function TrackList({ state }: { readonly state: ReviewState }): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const { value: listed } = state.listed;
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || event.altKey) return;
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('button.row-main') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    event.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
  };
  return (
    <div class={`tracks ${state.isMoving ? 'has-time' : ''}`}>
      {state.isMoving && <Ruler state={state} />}
      {state.isMoving && <Playhead state={state} />}
      {listed.length === 0 && (
        <p class="nobody">
          <strong>
            <Warning id="nobodyFound" />
          </strong>
          <Warning id="nobodyFoundMeans" />
        </p>
      )}
      <ul ref={list} onKeyDown={move} aria-label={t('tracksLabel')}>
        {listed.map((risky) => (
          <TrackRow key={risky.track.id} state={state} risky={risky} />
        ))}
      </ul>
    </div>
  );
}

function TrackRow({
  state,
  risky: { track, marks, risk },
}: {
  readonly state: ReviewState;
  readonly risky: RiskyTrack;
}): JSX.Element {
  const isSelected = state.selectedId.value === track.id;
  const isMergePartner = state.mergeWithId.value === track.id;
  const classes = [
    'row',
    isSelected && 'is-selected',
    track.keep && 'is-kept',
    risk > 0 && 'is-risky',
    isMergePartner && 'is-partner',
  ];
  return (
    <li class={classes.filter(Boolean).join(' ')}>
      <button type="button" class="row-main" aria-pressed={isSelected} onClick={() => state.goTo(track)}>
        <Thumbnail state={state} track={track} />
        <span class="row-words">
          <span class="row-name">
            {kindName(track, state)}
            {track.keep && <span class="kept">{t('keptVisible')}</span>}
          </span>
          {state.isMoving && <span class="row-time">{trackTime(track)}</span>}
          {track.keep ? <span class="row-reason">{track.keep.reason}</span> : <RiskMarks marks={marks} />}
        </span>
      </button>
      {state.isMoving && <TimeBar state={state} track={track} />}
    </li>
  );
}
