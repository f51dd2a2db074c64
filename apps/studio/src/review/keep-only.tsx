import { useSignal } from '@preact/signals';
import { hideTracks, keepTracks, type PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { ReviewState } from './review-state.ts';
import { Thumbnail } from './thumbnail.tsx';
import { kindName, trackTime } from './track-label.tsx';

/**
 * "Keep only this person", for access requests: a person decides for every head track, one after the other, in order of time. Nothing is
 * recognised: the same person is asked about again at each new track.
 */
export function KeepOnly({ state }: { readonly state: ReviewState }): JSX.Element {
  const reason = useSignal('');
  const mode = state.keepOnly.value;
  const isAllTextHidden = state.plan?.settings.text === 'all';
  const start = (event: Event): void => {
    event.preventDefault();
    if (reason.value.trim() === '') return;
    beginKeepOnly(state, reason.value.trim());
  };
  if (!mode) {
    return (
      <details class="keep-only">
        <summary>{t('keepOnlyTitle')}</summary>
        <form onSubmit={start}>
          <p class="hint">{t(isAllTextHidden ? 'keepOnlyHelp' : 'keepOnlyNeedsText')}</p>
          <label class="field">
            <span>{t('keepReason')}</span>
            <input
              type="text"
              required
              maxLength={200}
              value={reason.value}
              onInput={(event) => (reason.value = event.currentTarget.value)}
            />
          </label>
          <button type="submit" disabled={!isAllTextHidden || reason.value.trim() === ''}>
            {t('keepOnlyStart')}
          </button>
        </form>
      </details>
    );
  }
  const asked = nextUndecided(state);
  return (
    <section class="keep-only is-asking" aria-live="polite">
      <h2>{t('keepOnlyTitle')}</h2>
      {asked ? (
        <Question state={state} track={asked} />
      ) : (
        <p>
          <Warning id="keepOnlyDone" />
        </p>
      )}
      <button type="button" onClick={() => (state.keepOnly.value = undefined)}>
        {t(asked ? 'keepOnlyStop' : 'close')}
      </button>
    </section>
  );
}

function Question({ state, track }: { readonly state: ReviewState; readonly track: PlanTrack }): JSX.Element {
  return (
    <>
      <p>{t('keepOnlyAsk')}</p>
      <p class="asked">
        <Thumbnail state={state} track={track} />
        <span>
          {kindName(track, state)} {state.isMoving && trackTime(track)}
        </span>
      </p>
      <div class="dialog-buttons">
        <button type="button" onClick={() => decide(state, track, true)}>
          {t('keepOnlyYes')}
        </button>
        <button type="button" class="is-main" onClick={() => decide(state, track, false)}>
          {t('keepOnlyNo')}
        </button>
      </div>
    </>
  );
}

/** Everyone is hidden to begin with, and the sound dropped. */
function beginKeepOnly(state: ReviewState, reason: string): void {
  const keptIds = state.plan?.tracks.filter(({ keep }) => keep).map(({ id }) => id) ?? [];
  if (keptIds.length > 0) state.edit((plan) => hideTracks(plan, keptIds));
  state.item.output.value = { ...state.item.output.value, sound: 'drop' };
  state.keepOnly.value = { reason, decidedIds: new Set() };
  showNext(state);
}

function decide(state: ReviewState, track: PlanTrack, isThem: boolean): void {
  const mode = state.keepOnly.value;
  if (!mode) return;
  if (isThem) state.edit((plan) => keepTracks(plan, [track.id], mode.reason));
  state.keepOnly.value = { ...mode, decidedIds: new Set([...mode.decidedIds, track.id]) };
  showNext(state);
}

function showNext(state: ReviewState): void {
  const track = nextUndecided(state);
  if (track) state.goTo(track);
}

function nextUndecided(state: ReviewState): PlanTrack | undefined {
  const decided = state.keepOnly.value?.decidedIds;
  return state.plan?.tracks
    .filter(({ kind, id }) => kind === 'face' && !decided?.has(id))
    .toSorted((a, b) => a.fromSeconds - b.fromSeconds)[0];
}
