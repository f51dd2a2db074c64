import { useSignal } from '@preact/signals';
import { boxAt, type Box, type PlanTrack } from '@passerby/engine';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import type { ReviewState } from './review-state.ts';
import { ThumbnailQueue } from './thumbnail-queue.ts';

/** Around the thing itself, in shares of its size: the hidden thing alone would be a grey square. */
const surroundRatio = 1.4;
/** Small things need more around them to be recognised as a place. */
const leastViewPixels = 96;
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
    const observer = new IntersectionObserver(
      ([entry]) => (isSeen.value = isSeen.value || entry?.isIntersecting === true),
    );
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
  return (
    <canvas
      ref={canvas}
      class={`thumbnail ${hasFailed.value ? 'has-failed' : ''}`}
      role="img"
      aria-label={t('thumbnailLabel')}
    />
  );
}

/** The middle of the track's sights, and what is around it there. */
function viewOf(
  track: PlanTrack,
  media: { readonly width: number; readonly height: number },
): { seconds: number; crop: Box } {
  const seen = track.keyframes.filter(
    ({ origin, seconds }) => origin !== 'extended' && seconds <= track.throughSeconds,
  );
  const seconds = seen[seen.length >> 1]?.seconds ?? track.fromSeconds;
  const box = boxAt(track, seconds);
  const width = Math.min(media.width, Math.ceil(Math.max(leastViewPixels, box.width * (1 + 2 * surroundRatio))));
  const height = Math.min(media.height, Math.ceil(Math.max(leastViewPixels, box.height * (1 + 2 * surroundRatio))));
  const x = placeAround(box.x + box.width / 2, width, media.width);
  const y = placeAround(box.y + box.height / 2, height, media.height);
  return { seconds, crop: { x, y, width, height } };
}

/** Where a span of this length begins that has its middle here and stays in the picture. */
function placeAround(middle: number, length: number, pictureLength: number): number {
  return Math.floor(Math.min(pictureLength - length, Math.max(0, middle - length / 2)));
}
