import { setTimeout as delay } from 'node:timers/promises';
import type { Mount } from '../stream/mount.ts';
import { pushMount } from './push-mount.ts';

const waitMs = 2000;

export interface KeepPushingOptions {
  readonly url: string;
  readonly signal: AbortSignal;
  /** One sentence when it breaks for another reason than before. */
  readonly onNote: (sentence: string) => void;
}

/** Pushes a mount to a server, and again after every break, until `signal` aborts. */
export async function keepPushing(mount: Mount, { url, signal, onNote }: KeepPushingOptions): Promise<void> {
  let noted = '';
  while (!signal.aborted) {
    try {
      await pushMount(mount, { url, signal });
    } catch (error) {
      if (signal.aborted) return;
      // The words are those of cameras; here they are of a server.
      const sentence = (error instanceof Error ? error.message : 'It failed.').replaceAll('camera', 'server');
      if (sentence !== noted) onNote(`${mount.name}: pushing stopped. ${sentence}`);
      noted = sentence;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
