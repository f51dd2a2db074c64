import { useSignal } from '@preact/signals';
import { parsePlan, PlanError } from '@passerby/engine';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { MessageId } from '../messages/catalogue.ts';
import { t } from '../messages/translate.ts';
import { Warning } from '../messages/warning.tsx';
import { ProgressBar, progressWords, stageMessages } from '../queue/queue-panel.tsx';
import type { WorkQueue } from '../queue/work-queue.ts';
import { saveCopy } from '../save/save-copy.ts';
import { SavePanel } from '../save/save-panel.tsx';
import { HowPanel } from './how-panel.tsx';
import { KeepDialog } from './keep-dialog.tsx';
import { KeepOnly } from './keep-only.tsx';
import type { ReviewState } from './review-state.ts';
import { Stage } from './stage.tsx';
import { TrackActions } from './track-actions.tsx';
import { TrackList } from './track-list.tsx';
import { Transport } from './transport.tsx';

const tabs = ['found', 'how', 'save'] as const;
type Tab = (typeof tabs)[number];
const tabMessages: Readonly<Record<Tab, MessageId>> = { found: 'tabFound', how: 'tabHow', save: 'tabSave' };

/** The review of one item: picture, what was found, how it is hidden, saving. */
export function ReviewView({ queue, state }: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element {
  const tab = useSignal<Tab>('found');
  const isFollowing = useSignal(true);
  const { item } = state;
  const itemState = item.state.value;
  const hasReview = item.review.value !== undefined;
  return (
    <main class={`review ${state.isMoving ? 'is-moving' : 'is-photo'}`}>
      <section class="view" aria-label={t('viewLabel')}>
        <h1 class="unseen">{item.file.name}</h1>
        {itemState.kind === 'working' && (
          <div class="work">
            {/* Said once per stage; the numbers beside it would be read out ten times a second. */}
            <span class="unseen" role="status">
              {t(stageMessages[itemState.stage])}
            </span>
            <span aria-hidden="true">{progressWords(itemState)}</span>
            <ProgressBar state={itemState} />
            <button type="button" onClick={() => item.cancel()}>
              {t('cancel')}
            </button>
          </div>
        )}
        {itemState.kind === 'failed' && (
          <div class="failure" role="alert">
            <p>
              <strong>
                <Warning id={itemState.explanation.messageId} />
              </strong>
            </p>
            {itemState.explanation.detail !== undefined && (
              <p class="detail" lang="en" dir="ltr">
                {itemState.explanation.detail}
              </p>
            )}
            <button type="button" onClick={() => void queue.run(() => item.look(), true)}>
              {t('tryAgain')}
            </button>
          </div>
        )}
        {itemState.kind === 'cancelled' && (
          <div class="failure">
            <p>{t('stateCancelled')}</p>
            <button type="button" onClick={() => void queue.run(() => item.look(), true)}>
              {t('tryAgain')}
            </button>
          </div>
        )}
        {hasReview ? (
          <Stage state={state} isFollowing={isFollowing.value} />
        ) : (
          <div class="stage-empty">{t('nothingShown')}</div>
        )}
        {hasReview && state.isMoving && <Transport state={state} />}
        {state.refusal.value !== undefined && (
          <p class="refusal warning" role="alert" lang="en" dir="ltr">
            {state.refusal.value}
          </p>
        )}
        {state.isDrawing.value && (
          <p class="drawing-hint" role="status">
            {t('drawHint')}
            {state.isMoving && (
              <label class="switch">
                <input
                  type="checkbox"
                  checked={isFollowing.value}
                  onChange={(event) => (isFollowing.value = event.currentTarget.checked)}
                />
                <span>{t('drawFollow')}</span>
              </label>
            )}
          </p>
        )}
      </section>
      {hasReview && state.isMoving && (
        <section class="lanes" aria-label={t('tracksLabel')}>
          <TrackList state={state} />
        </section>
      )}
      <section class="side" aria-label={t('tabsLabel')}>
        <Tabs tab={tab.value} onChoose={(next) => (tab.value = next)} />
        <div class="panel" role="tabpanel" id={`panel-${tab.value}`} aria-labelledby={`tab-${tab.value}`}>
          {hasReview && tab.value === 'found' && <FoundPanel queue={queue} state={state} />}
          {hasReview && tab.value === 'how' && <HowPanel queue={queue} state={state} />}
          {hasReview && tab.value === 'save' && <SavePanel queue={queue} state={state} />}
          {!hasReview && <p class="hint">{t('panelWaits')}</p>}
        </div>
        <div class="side-foot">
          <SaveButton queue={queue} state={state} onSave={() => (tab.value = 'save')} />
        </div>
      </section>
      <KeepDialog state={state} />
    </main>
  );
}

function Tabs({ tab, onChoose }: { readonly tab: Tab; readonly onChoose: (tab: Tab) => void }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const isRightToLeft = document.documentElement.dir === 'rtl';
    const next = tabs[(tabs.indexOf(tab) + (isRightToLeft ? -step : step) + tabs.length) % tabs.length] as Tab;
    onChoose(next);
    list.current?.querySelector<HTMLButtonElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" ref={list} onKeyDown={onKeyDown} aria-label={t('tabsLabel')}>
      {tabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === tab}
          aria-controls={name === tab ? `panel-${name}` : undefined}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {t(tabMessages[name])}
        </button>
      ))}
    </div>
  );
}

function FoundPanel({ queue, state }: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element {
  const warnings = state.item.review.value?.warnings ?? [];
  return (
    <>
      {state.listed.value.length > 0 && (
        <>
          <TrackActions state={state} />
          <OrderChoice state={state} />
        </>
      )}
      {warnings.map((sentence) => (
        <p key={sentence} class="warning" lang="en" dir="ltr">
          {sentence}
        </p>
      ))}
      {!state.isMoving && <TrackList state={state} />}
      <KeepOnly state={state} />
      <OpenPlan queue={queue} state={state} />
    </>
  );
}

function OrderChoice({ state }: { readonly state: ReviewState }): JSX.Element {
  return (
    <div class="list-head">
      <label class="inline">
        <span>{t('order')}</span>
        <select
          value={state.order.value}
          onChange={(event) => (state.order.value = event.currentTarget.value as 'risk' | 'time')}
        >
          <option value="risk">{t('orderRisk')}</option>
          <option value="time">{t(state.isMoving ? 'orderTime' : 'orderFound')}</option>
        </select>
      </label>
    </div>
  );
}

/** A plan of the command line, or of an earlier session, in place of what was found. */
function OpenPlan({ queue, state }: { readonly queue: WorkQueue; readonly state: ReviewState }): JSX.Element {
  const problem = useSignal<string | undefined>(undefined);
  const open = async (): Promise<void> => {
    problem.value = undefined;
    const text = await askForPlan();
    if (text === undefined) return;
    try {
      const plan = parsePlan(text);
      await queue.run(() => state.item.usePlan(plan), true);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problem.value = error.message;
    }
  };
  return (
    <p class="open-plan">
      <button type="button" onClick={() => void open()}>
        {t('openPlan')}
      </button>
      {problem.value !== undefined && (
        <span class="warning" role="alert">
          <Warning id="failPlan" />{' '}
          <span lang="en" dir="ltr">
            {problem.value}
          </span>
        </span>
      )}
    </p>
  );
}

/** The page holds one file input only; this one lives as long as its dialog. */
function askForPlan(): Promise<string | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(undefined));
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file) file.text().then(resolve, reject);
      else resolve(undefined);
    });
    input.click();
  });
}

/** Always in reach, whatever is shown above it. */
function SaveButton(props: {
  readonly queue: WorkQueue;
  readonly state: ReviewState;
  readonly onSave: () => void;
}): JSX.Element {
  const { queue, state, onSave } = props;
  const { item } = state;
  const save = (): void => {
    onSave();
    void saveCopy(queue, item);
  };
  return (
    <button
      type="button"
      class="is-main is-large"
      data-testid="save"
      title="Ctrl+S"
      disabled={!item.canSave.value}
      onClick={save}
    >
      {t('saveCopy')}
    </button>
  );
}
