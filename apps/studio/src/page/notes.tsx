import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { catalogue, t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { MessageId } from '../messages/catalogue.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { surroundings } from './surroundings.ts';
import { unexpectedError } from './unexpected-error.ts';

/** What people should know about this browser and this moment, one sentence each. */
export function Notes({ queue }: { readonly queue: WorkQueue }): JSX.Element | null {
  const isTabHidden = useSignal(false);
  useEffect(() => {
    // Browsers slow hidden tabs down; said when the person is back and work is still going on.
    const look = (): void => {
      if (document.hidden && queue.pageState.value === 'working') isTabHidden.value = true;
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [queue, isTabHidden]);
  const here = surroundings.value;
  const notes: MessageId[] = [];
  if (here && !here.canVideo) notes.push('noteNoVideo');
  if (here && !here.isIsolated) notes.push('noteOneThread');
  if (here?.isStorageInMemory) notes.push('notePrivateWindow');
  if (isTabHidden.value && queue.pageState.value === 'working') notes.push('noteThrottled');
  const isUnread = !catalogue.value.isReviewed;
  const unexpected = unexpectedError.value;
  if (notes.length === 0 && !isUnread && unexpected === undefined) return null;
  return (
    <aside class="notes" aria-label={t('notesLabel')}>
      <ul>
        {isUnread && (
          <li>
            {t('translationUnread')} <span lang="en">Not yet read by a native speaker.</span>
          </li>
        )}
        {unexpected !== undefined && (
          <li role="alert">
            <Warning id="noteUnexpected" />{' '}
            <span lang="en" dir="ltr">
              {unexpected}
            </span>
          </li>
        )}
        {notes.map((id) => (
          <li key={id}>
            <Warning id={id} />
          </li>
        ))}
      </ul>
    </aside>
  );
}
