import type { JSX } from 'preact';
import { t } from '../messages/translate.ts';
import { Dialog } from './dialog.tsx';
import { areLettersOn, shortcuts, switchLetters } from './shortcuts.ts';

/** All keys, and the switch for single letters. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <dl class="shortcuts">
        {shortcuts.map(({ key, shown, label }) => (
          <div key={key}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Ctrl + S</kbd>
          </dt>
          <dd>{t('saveCopy')}</dd>
        </div>
      </dl>
      <label class="switch">
        <input
          type="checkbox"
          checked={areLettersOn.value}
          onChange={(event) => switchLetters(event.currentTarget.checked)}
        />
        <span>{t('lettersOn')}</span>
      </label>
    </Dialog>
  );
}
