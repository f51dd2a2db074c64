import type { ComponentChildren, JSX } from 'preact';
import type { MessageId } from '../messages/catalogue.ts';
import { catalogue, catalogues, chooseLanguage, t } from '../messages/translate.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { Icon } from './icon.tsx';
import { offlineState, type OfflineState } from './offline.ts';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { areKeysShown } from './shortcuts.ts';
import { nextTheme, theme, type Theme } from './theme.ts';

const themeMessages: Readonly<Record<Theme, MessageId>> = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
};
const offlineMessages: Readonly<Record<OfflineState, MessageId>> = {
  installing: 'offlineInstalling',
  ready: 'offlineReady',
  unavailable: 'offlineUnavailable',
  update: 'offlineUpdate',
};

/** Name, what the page is doing, whether it works offline, language, colours, keys. */
export function TopBar(props: {
  readonly queue: WorkQueue;
  readonly onAdd: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { queue, onAdd, children } = props;
  const state = queue.pageState.value;
  const offline = offlineState.value;
  return (
    <header class="top">
      <span class="brand">Passerby</span>
      {/* Read by programs: the same four words in every language. */}
      <span class="unseen" aria-hidden="true" data-testid="state">
        {state}
      </span>
      <span class={`offline is-${offline}`} title={t(offlineMessages[offline])}>
        <Icon name="lock" />
        <span class="offline-words">{t(offlineMessages[offline])}</span>
      </span>
      <span class="spread" />
      {children}
      {queue.items.value.length > 0 && (
        <button type="button" class="has-words" onClick={onAdd}>
          <Icon name="add" />
          <span>{t('addFiles')}</span>
        </button>
      )}
      <label class="language">
        <span class="unseen">{t('language')}</span>
        <select value={catalogue.value.language} onChange={(event) => chooseLanguage(event.currentTarget.value)}>
          {catalogues.map(({ language, name }) => (
            <option key={language} value={language} lang={language}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="tool"
        aria-label={t(themeMessages[theme.value])}
        title={t(themeMessages[theme.value])}
        onClick={nextTheme}
      >
        <Icon name="theme" />
      </button>
      <button
        type="button"
        class="tool"
        aria-label={t('shortcuts')}
        title={`${t('shortcuts')} (?)`}
        onClick={() => (areKeysShown.value = true)}
      >
        <Icon name="help" />
      </button>
      {areKeysShown.value && <ShortcutsDialog onClose={() => (areKeysShown.value = false)} />}
    </header>
  );
}
