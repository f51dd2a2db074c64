import { signal, type Signal } from '@preact/signals';

/** An error that nobody caught, in the browser's words. It is a bug of ours, and must be seen. */
export const unexpectedError: Signal<string | undefined> = signal(undefined);

/** Shows errors that nobody catches on the page rather than in the console alone. */
export function showUnexpectedErrors(): void {
  window.addEventListener('error', ({ message }) => {
    // Browsers report this harmless one when layout takes two rounds.
    if (!message.startsWith('ResizeObserver loop')) unexpectedError.value = message;
  });
  window.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    unexpectedError.value = reason instanceof Error ? reason.message : String(reason);
  });
}
