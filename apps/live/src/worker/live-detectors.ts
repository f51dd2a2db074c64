import type { LookDetectors, TextChoice } from '@passerby/engine';
import { openHidingDetectors, openOrtSession, SessionStore, type OpenSession } from '@passerby/node/internal';
import { setTimeout as delay } from 'node:timers/promises';

/** A look that takes longer has hung: people would be waited for in vain. */
const lookTimeoutMs = 3000;
const firstWaitMs = 200;
const longestWaitMs = 2000;
/** After so many failures in a row this process is given up: another one may do better. */
const maxFailures = 6;

const openInTime: OpenSession = (model, threads) => openOrtSession(model, threads, lookTimeoutMs);

export interface LiveDetectorsOptions {
  readonly text: TextChoice;
  readonly modelsDir: string | undefined;
  /** Others are for tests that plant failures. */
  readonly openSession?: OpenSession | undefined;
  /** Gets the detectors once they are loaded, and `undefined` when they failed. */
  readonly use: (detectors: LookDetectors | undefined) => void;
  /** One sentence for people. */
  readonly note: (sentence: string) => void;
}

/** Keeps a camera's detectors: loads them, and again after every failure. */
export class LiveDetectors {
  readonly #options: LiveDetectorsOptions;
  #sessions: SessionStore | undefined;
  #failures = 0;
  #isOpening = false;
  #noted = '';

  constructor(options: LiveDetectorsOptions) {
    this.#options = options;
  }

  /** Loads them, waiting longer after each failure. @throws Error after too many in a row, or where no model is installed */
  async open(): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      for (;;) {
        if (this.#failures > 0) await delay(Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1)));
        if (await this.#tryOpen()) return;
      }
    } finally {
      this.#isOpening = false;
    }
  }

  /** A look failed: what is loaded is not asked again. */
  async reopen(): Promise<void> {
    this.#options.use(undefined);
    this.#failures++;
    // A session that hangs ends when it ends.
    void this.#sessions?.[Symbol.asyncDispose]();
    this.#sessions = undefined;
    if (this.#failures > maxFailures) throw new Error('The detectors failed too often.');
    await this.open();
  }

  /** A look finished: they work. */
  succeeded(): void {
    this.#failures = 0;
  }

  async #tryOpen(): Promise<boolean> {
    const { text, modelsDir, openSession = openInTime } = this.#options;
    const sessions = new SessionStore(openSession);
    try {
      const opened = await openHidingDetectors(
        { media: 'live', faceModel: 'auto', text, threads: 1, modelsDir },
        sessions,
      );
      this.#sessions = sessions;
      const note = opened.notes.join(' ');
      if (note !== '' && note !== this.#noted) this.#options.note(note);
      this.#noted = note;
      this.#options.use(opened);
      return true;
    } catch (error) {
      void sessions[Symbol.asyncDispose]();
      if (++this.#failures > maxFailures) throw error;
      return false;
    }
  }
}
