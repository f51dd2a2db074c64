import { useSignal } from '@preact/signals';
import { boxAt, clipBox, growBox, type Box, type PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import type { ReviewState } from './review-state.ts';
import { ThumbnailQueue } from './thumbnail-queue.ts';

/** Around the thing itself, in shares of its size: the hidden thing alone would be a grey square. */
const surroundRatio = 1.4;
const widthPixels = 144;

const queue = new ThumbnailQueue();

/** What the copy shows where a track is: hidden, unless the track is kept. Drawn when it comes into view. */
export function Thumbnail({ state, track }: { readonly state: ReviewState; readonly track: PlanTrack }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const isSeen = useSignal(false);
  const hasFailed = useSignal(false);
  const { value: hide } = state.item.hide;
  useEffect(() => {
    const { current } = canvas;
    if (!current) return;
    const observer = new IntersectionObserver(([entry]) => (isSeen.value = isSeen.value || entry?.isIntersecting === true));
    observer.observe(current);
    return () => observer.disconnect();
  }, [isSeen]);
  useEffect(() => {
    const { plan } = state;
    if (!isSeen.value || !plan) return;
    const abort = new AbortController();
    const { seconds, crop } = viewOf(track, plan.media);
    const draw = async (): Promise<void> => {
      const request = { seconds, plan, hide, crop, maxWidth: widthPixels, maxHeight: widthPixels };
      const { bitmap } = await state.item.job.frameAt(request, { signal: abort.signal });
      const { current } = canvas;
      if (current && !abort.signal.aborted) {
        current.width = bitmap.width;
        current.height = bitmap.height;
        current.getContext('2d')?.drawImage(bitmap, 0, 0);
      }
      bitmap.close();
    };
    queue.add(draw, abort.signal, () => (hasFailed.value = true));
    return () => abort.abort();
    // Redrawn when the track itself or the effect changes; not for edits of other tracks.
  }, [state, track, hide, isSeen.value]);
  return <canvas ref={canvas} class={`thumbnail ${hasFailed.value ? 'has-failed' : ''}`} role="img" aria-label={t('thumbnailLabel')} />;
}

/** The middle of the track's sights, and what is around it there. */
function viewOf(track: PlanTrack, media: { readonly width: number; readonly height: number }): { seconds: number; crop: Box } {
  const seen = track.keyframes.filter(({ origin, seconds }) => origin !== 'extended' && seconds <= track.throughSeconds);
  const seconds = seen[seen.length >> 1]?.seconds ?? track.fromSeconds;
  const around = clipBox(growBox(boxAt(track, seconds), surroundRatio, surroundRatio, surroundRatio), media.width, media.height);
  const x = Math.floor(around?.x ?? 0);
  const y = Math.floor(around?.y ?? 0);
  const width = Math.max(2, Math.min(media.width - x, Math.ceil(around?.width ?? media.width)));
  const height = Math.max(2, Math.min(media.height - y, Math.ceil(around?.height ?? media.height)));
  return { seconds, crop: { x, y, width, height } };
}
