/** Draws thumbnails one after the other, newest first: what was just scrolled into view matters most, and the stage's frames come in between. */
export class ThumbnailQueue {
  readonly #waiting: {
    readonly draw: () => Promise<void>;
    readonly signal: AbortSignal;
    readonly onFail: () => void;
  }[] = [];
  #isRunning = false;

  /** Draws later, unless it is not wanted any more by then. A thumbnail that fails is told of and leaves its place empty. */
  add(draw: () => Promise<void>, signal: AbortSignal, onFail: () => void): void {
    this.#waiting.push({ draw, signal, onFail });
    void this.#drain();
  }

  async #drain(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      if (next.signal.aborted) continue;
      try {
        await next.draw();
      } catch {
        if (!next.signal.aborted) next.onFail();
      }
    }
    this.#isRunning = false;
  }
}
