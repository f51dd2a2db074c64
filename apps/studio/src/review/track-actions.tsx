import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { hideTracks } from '@passerby/engine';
import type { ReviewState } from './review-state.ts';
import { isDrawn } from './track-facts.ts';
import { kindName, trackTime } from './track-label.tsx';

/** What can be done with the selected track. */
export function TrackActions({ state }: { readonly state: ReviewState }): JSX.Element {
  const track = state.selected.value;
  if (!track) return <p class="hint">{t(state.isMoving ? 'selectHintVideo' : 'selectHintPhoto')}</p>;
  const partner = state.mergeWithId.value;
  return (
    <div class="actions" role="group" aria-label={t('actionsLabel')}>
      <p class="actions-name">
        <strong>{kindName(track, state)}</strong> {state.isMoving && <span>{trackTime(track)}</span>}
      </p>
      {track.keep ? (
        <Action
          label={t('hideAgain')}
          keys="K"
          onClick={() => state.edit((plan) => hideTracks(plan, [track.id]))}
          isMain
        />
      ) : (
        !isDrawn(track) && (
          <Action label={t('keepVisible')} keys="K" onClick={() => (state.isAskingReason.value = true)} />
        )
      )}
      {state.isMoving && (
        <>
          <Action
            label={t('fromHere')}
            keys="["
            isDisabled={!state.canExtend('from')}
            onClick={() => state.extendSelected('from')}
          />
          <Action
            label={t('throughHere')}
            keys="]"
            isDisabled={!state.canExtend('through')}
            onClick={() => state.extendSelected('through')}
          />
          <Action
            label={t('splitHere')}
            keys="S"
            isDisabled={!state.canSplit()}
            onClick={() => state.splitSelected()}
          />
          <Action
            label={t(partner === undefined || partner === track.id ? 'mergeWith' : 'mergeNow')}
            keys="M"
            isPressed={partner === track.id}
            onClick={() => state.mergeSelected()}
          />
        </>
      )}
      {isDrawn(track) && <Action label={t('deleteDrawn')} keys="Delete" onClick={() => state.deleteSelected()} />}
      {isDrawn(track) && <p class="hint">{t(state.isMoving ? 'drawnHintVideo' : 'drawnHintPhoto')}</p>}
    </div>
  );
}

function Action(props: {
  readonly label: string;
  readonly keys: string;
  readonly onClick: () => void;
  readonly isMain?: boolean;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
}): JSX.Element {
  const { label, keys, onClick, isMain = false, isPressed, isDisabled = false } = props;
  return (
    <button
      type="button"
      class={isMain ? 'is-main' : ''}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <span>{label}</span> <kbd>{keys}</kbd>
    </button>
  );
}
