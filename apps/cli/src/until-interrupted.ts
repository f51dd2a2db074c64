import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';

// npx passes on the Ctrl-C that the terminal has sent already: one press arrives twice.
const samePressMs = 1000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal asked the program to end. */
export class Interrupted extends Error {
  /** 128 and the signal's number: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(signal: (typeof signals)[number]) {
    super('Interrupted; nothing half-done is left.');
    this.name = 'Interrupted';
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs work that ends early, and cleans up, when a signal asks for it. A second signal does not wait for that: then the workers clean up.
 * @throws Interrupted once the work has ended after a signal.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every file at work listens
  let abortedAtMs = 0;
  const interrupt = (name: NodeJS.Signals): void => {
    const interrupted = new Interrupted(name as (typeof signals)[number]);
    if (!controller.signal.aborted) {
      abortedAtMs = performance.now();
      controller.abort(interrupted);
    } else if (performance.now() - abortedAtMs > samePressMs) {
      process.exit(interrupted.exitCode);
    }
  };
  for (const name of signals) process.on(name, interrupt);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
}
