import type { JSX } from 'preact';
import { formatMoment } from '../messages/format-time.ts';
import { t } from '../messages/translate.ts';
import type { ReviewState } from './review-state.ts';
import { Tool } from './stage-tools.tsx';

/** Play, frame steps, next risk, marks, whole-frame hide. */
export function Transport({ state }: { readonly state: ReviewState }): JSX.Element {
  const { player } = state;
  const isPlaying = player.isPlaying.value;
  const now = (): number => player.seconds.value;
  return (
    <div class="transport" role="toolbar" aria-label={t('transportLabel')}>
      <Tool icon="previous" label={t('stepBack')} keys="←" onClick={() => player.step(-1)} />
      <Tool
        icon={isPlaying ? 'pause' : 'play'}
        label={t(isPlaying ? 'pause' : 'play')}
        keys="Space"
        onClick={() => player.togglePlaying()}
      />
      <Tool icon="next" label={t('stepForwards')} keys="→" onClick={() => player.step(1)} />
      <output class="clock">{formatMoment(now())}</output>
      <button type="button" class="tool has-words" title={`${t('nextRisk')} (N)`} onClick={() => state.jumpToRisk(1)}>
        <span>{t('nextRisk')}</span>
      </button>
      <span class="gap" />
      <button
        type="button"
        class="tool has-words"
        title={`${t('markIn')} (I)`}
        aria-pressed={state.inSeconds.value !== undefined}
        onClick={() => (state.inSeconds.value = now())}
      >
        <span>{t('markIn')}</span>
      </button>
      <button
        type="button"
        class="tool has-words"
        title={`${t('markOut')} (O)`}
        aria-pressed={state.outSeconds.value !== undefined}
        onClick={() => (state.outSeconds.value = now())}
      >
        <span>{t('markOut')}</span>
      </button>
      <button
        type="button"
        class="tool has-words"
        title={`${t('hideBetween')} (X)`}
        onClick={() => state.hideBetweenMarks()}
      >
        <span>
          {t(state.inSeconds.value === undefined && state.outSeconds.value === undefined ? 'hideFrame' : 'hideBetween')}
        </span>
      </button>
    </div>
  );
}
