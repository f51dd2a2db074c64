import type { JSX } from 'preact';
import { formatWait } from '../messages/format-time.ts';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import { Icon } from '../page/icon.tsx';
import type { ItemState, WorkItem, WorkStage } from './work-item.ts';
import type { WorkQueue } from './work-queue.ts';
import type { MessageId } from '../messages/catalogue.ts';

/** What each stage of work is called. */
export const stageMessages: Readonly<Record<WorkStage, MessageId>> = {
  opening: 'stageOpening',
  looking: 'stageLooking',
  following: 'stageFollowing',
  saving: 'stageSaving',
  verifying: 'stageVerifying',
};

/** The files, how far each is, and the way to stop or drop it. */
export function QueuePanel({ queue }: { readonly queue: WorkQueue }): JSX.Element {
  return (
    <nav class="queue" aria-label={t('queueLabel')}>
      <ul>
        {queue.items.value.map((item) => (
          <QueueRow key={item.key} queue={queue} item={item} />
        ))}
      </ul>
    </nav>
  );
}

function QueueRow({ queue, item }: { readonly queue: WorkQueue; readonly item: WorkItem }): JSX.Element {
  const state = item.state.value;
  const isSelected = queue.selected.value === item;
  const isBusy = state.kind === 'working' || state.kind === 'waiting';
  return (
    <li class={`file is-${state.kind} ${isSelected ? 'is-selected' : ''}`}>
      <button
        type="button"
        class="file-main"
        aria-current={isSelected ? 'true' : undefined}
        onClick={() => (queue.selected.value = item)}
      >
        <span class="file-name" dir="auto">
          {item.file.name}
        </span>
        <span class="file-state">
          <StateWords item={item} state={state} />
        </span>
        {state.kind === 'working' && <ProgressBar state={state} />}
      </button>
      <button
        type="button"
        class="tool"
        aria-label={t(isBusy ? 'cancelFile' : 'removeFile', { name: item.file.name })}
        title={t(isBusy ? 'cancel' : 'remove')}
        onClick={() => (isBusy ? item.cancel() : removeItem(queue, item))}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Asks before unsaved work is dropped. */
function removeItem(queue: WorkQueue, item: WorkItem): void {
  if (item.isSafe.value || confirm(t('removeUnsaved', { name: item.file.name }))) queue.remove(item);
}

function StateWords({ item, state }: { readonly item: WorkItem; readonly state: ItemState }): JSX.Element {
  if (state.kind === 'working') return <>{progressWords(state)}</>;
  if (state.kind === 'failed') return <Warning id={state.explanation.messageId} />;
  if (state.kind === 'ready') {
    return <>{t(readyWords(item))}</>;
  }
  return <>{t(state.kind === 'waiting' ? 'stateWaiting' : 'stateCancelled')}</>;
}

function readyWords(item: WorkItem): MessageId {
  const saved = item.saved.value;
  if (!saved) return 'stateReady';
  if (!saved.isDelivered) return 'stateHeld';
  return item.isSafe.value ? 'stateSaved' : 'stateChanged';
}

/** What is going on, how fast and for how long still, as far as it is known. */
export function progressWords({ stage, reading }: Extract<ItemState, { kind: 'working' }>): string {
  const words = [t(stageMessages[stage])];
  if (reading?.ratio !== undefined) words.push(t('percent', { percent: Math.floor(reading.ratio * 100) }));
  if (reading?.framesPerSecond !== undefined && reading.framesPerSecond >= 1) {
    words.push(t('speed', { frames: Math.round(reading.framesPerSecond) }));
  }
  if (reading?.secondsLeft !== undefined) words.push(t('timeLeft', { time: formatWait(reading.secondsLeft) }));
  return words.join(' · ');
}

/** How far one piece of work is. */
export function ProgressBar({ state }: { readonly state: Extract<ItemState, { kind: 'working' }> }): JSX.Element {
  const ratio = state.reading?.ratio;
  return (
    <progress
      class="bar"
      max={1}
      {...(ratio === undefined ? {} : { value: ratio })}
      aria-label={t(stageMessages[state.stage])}
    />
  );
}
