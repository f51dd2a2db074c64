import type { FrameFinding } from '@passerby/engine';
import type { JSX } from 'preact';
import { formatMoment } from '../messages/format-time.ts';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import type { WorkQueue } from '../queue/work-queue.ts';
import type { ReviewState } from '../review/review-state.ts';

/** At most one finding of a kind per this long is listed, in seconds: a list of every frame would be a list of nobody's use, and a count. */
const listEverySeconds = 1;

/** What the check of the hidden copy found, with the way to it and what can be done about it. */
export function CheckResult(props: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element | null {
  const { queue, state } = props;
  const { item } = state;
  const saved = item.saved.value;
  const verified = item.verified.value;
  if (!saved) return null;
  const isStale = saved.plan !== item.plan.value || saved.hide !== item.hide.value;
  const leaks = listFindings(verified?.findings ?? [], 'leak');
  const notices = listFindings(verified?.findings ?? [], 'notice');
  return (
    <section class="check" aria-live="polite">
      <h2>{t('checkTitle')}</h2>
      {isStale && saved.isDelivered && (
        <p class="warning">
          <Warning id="copyIsStale" />
        </p>
      )}
      {!verified && <p>{t(item.state.value.kind === 'working' ? 'checkRunning' : 'checkMissing')}</p>}
      {verified && leaks.length === 0 && (
        <p class="good">
          <Warning id="checkClean" />
        </p>
      )}
      {saved.isRepaired && <p class="hint">{t('checkRepaired')}</p>}
      {leaks.length > 0 && <Leaks queue={queue} state={state} leaks={leaks} isHeld={!saved.isDelivered} />}
      {notices.length > 0 && (
        <details>
          <summary>{t('checkNotices')}</summary>
          <Findings state={state} findings={notices} />
        </details>
      )}
      {saved.file.storage === 'memory' && <p class="hint">{t('storageMemory')}</p>}
      {saved.file.warnings.map((sentence) => (
        <p key={sentence} class="warning" lang="en" dir="ltr">
          {sentence}
        </p>
      ))}
      {saved.file.notes.map((sentence) => (
        <p key={sentence} class="hint" lang="en" dir="ltr">
          {sentence}
        </p>
      ))}
      <p class="hash">
        SHA-256 <code>{saved.file.sha256}</code>
      </p>
    </section>
  );
}

/** What is still visible, and the two ways on. `isHeld`: the copy waits here for the person's word. */
function Leaks(props: {
  readonly queue: WorkQueue;
  readonly state: ReviewState;
  readonly leaks: readonly FrameFinding[];
  readonly isHeld: boolean;
}): JSX.Element {
  const { queue, state, leaks, isHeld } = props;
  const { item } = state;
  const isWorking = item.state.value.kind === 'working';
  return (
    <>
      <p class="warning" role="alert">
        <Warning id={isHeld ? 'checkHeld' : 'checkLeaks'} />
      </p>
      <Findings state={state} findings={leaks} />
      <div class="save-row">
        <button
          type="button"
          class="is-main"
          disabled={isWorking}
          onClick={() => void queue.run(() => item.hideFindings(), true)}
        >
          {t('hideThese')}
        </button>
        {isHeld && (
          <button type="button" disabled={isWorking} onClick={() => void queue.run(() => item.deliverAsItIs(), true)}>
            {t('takeAsItIs')}
          </button>
        )}
      </div>
    </>
  );
}

function Findings({
  state,
  findings,
}: {
  readonly state: ReviewState;
  readonly findings: readonly FrameFinding[];
}): JSX.Element {
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <li key={`${finding.kind}${finding.seconds}${finding.box.x}`}>
          <button type="button" onClick={() => state.player.seek(finding.seconds)}>
            {t(finding.kind === 'face' ? 'findingFace' : 'findingText')}{' '}
            {state.isMoving && formatMoment(finding.seconds)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function listFindings(findings: readonly FrameFinding[], severity: FrameFinding['severity']): readonly FrameFinding[] {
  const last = new Map<string, number>();
  return findings.filter((finding) => {
    if (finding.severity !== severity) return false;
    const before = last.get(finding.kind);
    if (before !== undefined && finding.seconds - before < listEverySeconds) return false;
    last.set(finding.kind, finding.seconds);
    return true;
  });
}
