import type { PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import type { MessageId } from '../messages/catalogue.ts';
import { formatMoment } from '../messages/format-time.ts';
import { t } from '../messages/translate.ts';
import type { ReviewState } from './review-state.ts';
import { coversPicture } from './track-facts.ts';
import type { RiskMark } from './track-risk.ts';

/** What a track is called: its kind, never a number, as people are not counted. */
export function kindName(track: PlanTrack, state: ReviewState): string {
  if (track.kind === 'region') {
    return state.plan && coversPicture(track, state.plan.media) ? t('kindWhole') : t('kindDrawn');
  }
  return t(track.kind === 'face' ? 'kindHead' : 'kindText');
}

const markMessages: Readonly<Record<RiskMark, { readonly word: MessageId; readonly why: MessageId }>> = {
  isWeak: { word: 'markLowScore', why: 'whyLowScore' },
  isShort: { word: 'markShort', why: 'whyShort' },
  isAtBorder: { word: 'markEdge', why: 'whyEdge' },
  isNearCut: { word: 'markCut', why: 'whyCut' },
  isSmall: { word: 'markSmall', why: 'whySmall' },
};

/** The reasons to look at a track, in one word each. */
export function RiskMarks({ marks }: { readonly marks: readonly RiskMark[] }): JSX.Element {
  return (
    <span class="marks">
      {marks.map((mark) => (
        <span key={mark} class="mark" title={t(markMessages[mark].why)}>
          {t(markMessages[mark].word)}
        </span>
      ))}
    </span>
  );
}

/** When a track is hidden. */
export function trackTime({ fromSeconds, throughSeconds }: PlanTrack): string {
  return `${formatMoment(fromSeconds)} – ${formatMoment(throughSeconds)}`;
}
