import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { catalogue, t } from '../messages/translate.ts';
import { QueuePanel } from '../queue/queue-panel.tsx';
import type { WorkItem } from '../queue/work-item.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { ReviewState } from '../review/review-state.ts';
import { ReviewView } from '../review/review.tsx';
import { saveCopy } from '../save/save-copy.ts';
import { FirstPage } from './first-page.tsx';
import { Notes } from './notes.tsx';
import { areKeysShown, areLettersOn, isTyping, runShortcut } from './shortcuts.ts';
import { filesOfDrop, filesOfPaste, mediaOf, takeFiles } from './take-files.ts';
import { TopBar } from './top-bar.tsx';

/** The whole page. */
export function StudioPage({ queue }: { readonly queue: WorkQueue }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const isDropOver = useSignal(false);
  const item = queue.selected.value;
  const state = useReviewState(item);
  useSignalEffect(() => speakLanguage());
  useWindowEvents(queue, state, isDropOver);
  const choose = (isFolder: boolean) => () => {
    const { current } = input;
    if (!current) return;
    current.webkitdirectory = isFolder;
    current.click();
  };
  const isEmpty = useComputed(() => queue.items.value.length === 0).value;
  return (
    <div class={`page ${isEmpty ? 'is-empty' : ''} ${isDropOver.value ? 'is-drop-over' : ''}`}>
      <TopBar queue={queue} onAdd={choose(false)}>
        <input
          ref={input}
          type="file"
          multiple
          class="unseen"
          tabIndex={-1}
          aria-label={t('chooseFiles')}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            takeFiles(queue, event.currentTarget.webkitdirectory ? mediaOf(files) : files);
            event.currentTarget.value = '';
          }}
        />
      </TopBar>
      <Notes queue={queue} />
      {isEmpty ? (
        <FirstPage onChoose={choose(false)} onChooseFolder={choose(true)} />
      ) : (
        <div class="work-area">
          <QueuePanel queue={queue} />
          {state && <ReviewView key={state.item.key} queue={queue} state={state} />}
        </div>
      )}
      {isDropOver.value && <div class="drop-veil">{t('dropHere')}</div>}
    </div>
  );
}

/** The review of the selected item; its player is freed when another one is selected. */
function useReviewState(item: WorkItem | undefined): ReviewState | undefined {
  const state = useMemo(() => item && new ReviewState(item), [item]);
  useEffect(() => () => state?.dispose(), [state]);
  return state;
}

function speakLanguage(): void {
  const { language, direction } = catalogue.value;
  document.documentElement.lang = language;
  document.documentElement.dir = direction;
  document.title = t('pageTitle');
}

/** Drops, pastes, keys and the attempt to close the page happen to the window. */
function useWindowEvents(queue: WorkQueue, state: ReviewState | undefined, isDropOver: { value: boolean }): void {
  useEffect(() => {
    const abort = new AbortController();
    const on = <K extends keyof WindowEventMap>(name: K, listener: (event: WindowEventMap[K]) => void): void =>
      window.addEventListener(name, listener, { signal: abort.signal });
    on('dragover', (event) => {
      event.preventDefault();
      isDropOver.value = true;
    });
    on('dragleave', (event) => {
      if (event.relatedTarget === null) isDropOver.value = false;
    });
    on('drop', (event) => {
      event.preventDefault();
      isDropOver.value = false;
      if (event.dataTransfer) void filesOfDrop(event.dataTransfer).then((files) => takeFiles(queue, files));
    });
    on('paste', (event) => {
      if (takeFiles(queue, filesOfPaste(event.clipboardData))) event.preventDefault();
    });
    on('beforeunload', (event) => {
      if (queue.isUnsafe.value) event.preventDefault();
    });
    on('keydown', (event) => {
      if (document.querySelector('dialog[open]')) return;
      if (event.key === '?' && areLettersOn.value && !isTyping(event)) areKeysShown.value = true;
      if (state && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault();
        void saveCopy(queue, state.item);
      } else if (state && runShortcut(state, event)) event.preventDefault();
    });
    on('keyup', (event) => {
      if (event.key.toLowerCase() === 'c' && state) state.player.compare(false);
    });
    on('blur', () => {
      if (state) state.player.compare(false);
    });
    return () => abort.abort();
  }, [queue, state, isDropOver]);
}
