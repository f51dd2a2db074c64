import { fileURLToPath } from 'node:url';
import { ensureDebianPackages } from '../../../scripts/ensure-debian-packages.ts';

/** FFmpeg's command line, which the tests watch streams with. */
export async function ensureFfmpeg(): Promise<void> {
  await ensureDebianPackages([{ file: '/usr/bin/ffmpeg', packages: ['ffmpeg'] }]);
}

/** A worker that fails as it is told. */
export const plantedWorkerUrl = new URL('./planted-camera-worker.js', import.meta.url);

export const passerbyBin = fileURLToPath(new URL('../../cli/bin/passerby.js', import.meta.url));
