import { lstat } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** @throws UsageError where something has this name already: said before hours of work, not after. */
export async function requireFreeFile(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  throw new UsageError(`Expected a new name for the report, received one that exists (--overwrite replaces it).`);
}
