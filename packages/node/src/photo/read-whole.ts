import { open } from 'node:fs/promises';
import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';

/** Node reads no more into one buffer on every machine that we run on. */
const maxBytes = 2 ** 31 - 1;

/**
 * The file's bytes; it is opened for reading only. Errors of the file system are passed on as they are.
 * @throws UnsupportedMediaError above 2 GB. @throws DamagedMediaError where it is empty.
 */
export async function readWhole(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  if (size > maxBytes) throw new UnsupportedMediaError('Photos and animations of more than 2 GB are not supported.');
  if (size === 0) throw new DamagedMediaError('The file is empty.');
  return await handle.readFile();
}
