import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages } from '../../../scripts/ensure-debian-packages.ts';

/** FFmpeg's command line, which the tests watch streams with. */
export async function ensureFfmpeg(): Promise<void> {
  await ensureDebianPackages([{ file: '/usr/bin/ffmpeg', packages: ['ffmpeg'] }]);
}

/**
 * Lets this process, and those that it starts, go before others: tests of other files run beside, and what is tested here is in time or fails.
 * Only where the system allows it.
 */
export function goFirst(): void {
  try {
    setPriority(-15);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

/** A worker that fails as it is told. */
export const plantedWorkerUrl = new URL('./planted-camera-worker.js', import.meta.url);

export const passerbyBin = fileURLToPath(new URL('../../cli/bin/passerby.js', import.meta.url));
