import { signal, type Signal } from '@preact/signals';

/** What this browser can do, as far as people must be told. */
export interface Surroundings {
  /** Whether several threads may be used. */
  readonly isIsolated: boolean;
  /** Whether videos can be decoded and encoded at all. */
  readonly canVideo: boolean;
  /** Whether finished files are held in memory: private windows have no storage of their own on the disk. */
  readonly isStorageInMemory: boolean;
}

/** Unknown until it was found out. */
export const surroundings: Signal<Surroundings | undefined> = signal(undefined);

/** Browsers give private windows far less room than this, as it is memory. In bytes. */
const leastQuotaBytes = 4 * 1024 ** 3;

/** Finds out what this browser can do. */
export async function lookAround(): Promise<void> {
  surroundings.value = {
    isIsolated: crossOriginIsolated,
    canVideo: 'VideoDecoder' in globalThis && 'VideoEncoder' in globalThis,
    isStorageInMemory: await isStorageInMemory(),
  };
}

async function isStorageInMemory(): Promise<boolean> {
  if (!navigator.storage?.getDirectory) return true;
  try {
    await navigator.storage.getDirectory();
    const { quota = 0 } = await navigator.storage.estimate();
    return quota < leastQuotaBytes;
  } catch (error) {
    // Firefox refuses it in private windows.
    if (error instanceof DOMException) return true;
    throw error;
  }
}
