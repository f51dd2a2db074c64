import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Plan } from '@passerby/engine';
import type { ShownFrame, StudioJob } from '@passerby/web';
import { explainFailure, type Explanation } from '../queue/explain-failure.ts';
import type { HideLook, Review, WorkItem } from '../queue/work-item.ts';

/** Widths of previews come in steps, so that a resize of the window does not ask for a new one each time. In pixels. */
const widthStepPixels = 320;

/** What the stage shows of one item: which moment, playing or not, hidden or compared with the original. */
export class Player {
  readonly seconds: Signal<number> = signal(0);
  readonly isPlaying: Signal<boolean> = signal(false);
  /** While a person holds the key: the original. */
  readonly isComparing: Signal<boolean> = signal(false);
  /** What is drawn, and at which moment it is shown. The stage draws the bitmap and does not keep it. */
  readonly frame: Signal<ShownFrame | undefined> = signal(undefined);
  readonly isFrameClear: Signal<boolean> = signal(false);
  readonly failure: Signal<Explanation | undefined> = signal(undefined);
  /** Width that the stage can show, in device pixels. */
  readonly stagePixels: Signal<number> = signal(widthStepPixels);
  readonly frameIndex: ReadonlySignal<number>;
  readonly #item: WorkItem;
  readonly #stopDrawing: () => void;
  #pending: AbortController | undefined;
  #playing: AbortController | undefined;

  constructor(item: WorkItem) {
    this.#item = item;
    this.frameIndex = computed(() => indexAt(item.review.value?.frameSeconds, this.seconds.value));
    this.#stopDrawing = effect(() => {
      const { value: plan } = item.plan;
      const { value: hide } = item.hide;
      const { value: seconds } = this.seconds;
      const isClear = this.isComparing.value;
      const maxWidth = this.#maxWidth();
      if (!plan || this.isPlaying.value || maxWidth === undefined) return;
      void this.#draw({ plan, hide, seconds, isClear, maxWidth });
    });
  }

  /** Shows the frame at this moment. */
  seek(seconds: number): void {
    const last = this.#item.review.value?.frameSeconds.at(-1) ?? 0;
    this.pause();
    this.seconds.value = Math.min(last, Math.max(0, seconds));
  }

  /** Goes frames forwards or back. */
  step(frames: number): void {
    const times = this.#item.review.value?.frameSeconds;
    if (!times) return;
    const index = Math.min(times.length - 1, Math.max(0, this.frameIndex.value + frames));
    this.seek(times[index] ?? 0);
  }

  /** Shows the original for as long as this is on. */
  compare(isComparing: boolean): void {
    if (isComparing) this.pause();
    this.isComparing.value = isComparing;
  }

  togglePlaying(): void {
    if (this.isPlaying.value) this.pause();
    else void this.#play();
  }

  pause(): void {
    this.#playing?.abort();
    this.isPlaying.value = false;
  }

  dispose(): void {
    this.pause();
    this.#stopDrawing();
    this.#pending?.abort();
    this.frame.value?.bitmap.close();
    this.frame.value = undefined;
  }

  #maxWidth(): number | undefined {
    const media = this.#item.media.value;
    if (!media) return undefined;
    return Math.min(media.width, Math.ceil(this.stagePixels.value / widthStepPixels) * widthStepPixels);
  }

  /** Only the newest wish is drawn: a frame that comes late is closed. */
  async #draw(wish: {
    plan: Plan;
    hide: HideLook;
    seconds: number;
    isClear: boolean;
    maxWidth: number;
  }): Promise<void> {
    this.#pending?.abort();
    const pending = (this.#pending = new AbortController());
    const { plan, hide, seconds, isClear, maxWidth } = wish;
    try {
      const { job } = this.#item;
      const frame = isClear
        ? await job.clearFrameAt({ seconds, maxWidth }, pending)
        : await job.frameAt({ seconds, plan, hide, maxWidth }, pending);
      this.#show(frame, isClear, pending);
    } catch (error) {
      this.#fail(error, pending);
    }
  }

  #show(frame: ShownFrame, isClear: boolean, { signal: { aborted } }: AbortController): void {
    if (aborted) {
      frame.bitmap.close();
      return;
    }
    const before = this.frame.peek();
    this.failure.value = undefined;
    this.isFrameClear.value = isClear;
    this.frame.value = frame;
    before?.bitmap.close();
  }

  async #play(): Promise<void> {
    const { review, plan, hide } = this.#item;
    const maxWidth = this.#maxWidth();
    if (!review.value || !plan.value || maxWidth === undefined || review.value.frameSeconds.length < 2) return;
    const playing = (this.#playing = new AbortController());
    this.isPlaying.value = true;
    const isAtEnd = this.frameIndex.value >= review.value.frameSeconds.length - 1;
    const from = isAtEnd ? 0 : this.seconds.value;
    try {
      const request = { seconds: from, plan: plan.value, hide: hide.value, maxWidth };
      const startedAtMs = performance.now() - from * 1000;
      for await (const frame of this.#job.frames(request, { signal: playing.signal })) {
        // Slower machines show every frame later rather than fewer frames: a leak of one frame must be seen.
        await waitUntil(startedAtMs + frame.seconds * 1000, playing.signal);
        this.#show(frame, false, playing);
        if (playing.signal.aborted) break;
        this.seconds.value = frame.seconds;
      }
    } catch (error) {
      this.#fail(error, playing);
    } finally {
      if (this.#playing === playing) this.isPlaying.value = false;
    }
  }

  get #job(): StudioJob {
    return this.#item.job;
  }

  #fail(error: unknown, { signal: { aborted } }: AbortController): void {
    if (aborted) return;
    // A frame that could not be hidden is not shown at all.
    this.frame.peek()?.bitmap.close();
    this.frame.value = undefined;
    this.failure.value = explainFailure(error);
  }
}

/** The frame shown at a moment: the last one that does not begin after it. */
export function indexAt(frameSeconds: Review['frameSeconds'] | undefined, seconds: number): number {
  if (!frameSeconds) return 0;
  let low = 0;
  let high = frameSeconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Half a millisecond: frame times went through other clocks.
    if ((frameSeconds[middle] as number) <= seconds + 0.0005) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function waitUntil(atMs: number, aborting: AbortSignal): Promise<void> {
  const waitMs = atMs - performance.now();
  if (waitMs <= 1 || aborting.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    aborting.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
