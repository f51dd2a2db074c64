import { useSignal } from '@preact/signals';
import { keepTracks } from '@passerby/engine';
import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import { Dialog } from '../page/dialog.tsx';
import type { ReviewState } from './review-state.ts';

/** Asks why a track should stay visible: the answer goes into the plan. */
export function KeepDialog({ state }: { readonly state: ReviewState }): JSX.Element | null {
  const reason = useSignal('');
  const track = state.selected.value;
  if (!state.isAskingReason.value || !track) return null;
  const close = (): void => {
    state.isAskingReason.value = false;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (reason.value.trim() === '') return;
    state.edit((plan) => keepTracks(plan, [track.id], reason.value.trim()));
    reason.value = '';
    close();
  };
  return (
    <Dialog title={t('keepTitle')} onClose={close}>
      <form onSubmit={submit}>
        <p>
          <Warning id={state.isMoving ? 'keepWarningVideo' : 'keepWarningPhoto'} />
        </p>
        <label class="field">
          <span>{t('keepReason')}</span>
          <input
            type="text"
            required
            maxLength={200}
            autoFocus
            value={reason.value}
            onInput={(event) => (reason.value = event.currentTarget.value)}
          />
        </label>
        <p class="hint">{t('keepReasonHint')}</p>
        <div class="dialog-buttons">
          <button type="button" onClick={close}>
            {t('cancel')}
          </button>
          <button type="submit" class="is-main" disabled={reason.value.trim() === ''}>
            {t('keepTitle')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
