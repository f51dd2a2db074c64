import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Removes a temporary output and all scratch files beside it, which begin with its name. Synchronous, as it must also work in the last moments of a process.
 * Files that are gone already are no error.
 */
export function removeScratch(temporaryOutput: string): void {
  const folder = dirname(temporaryOutput);
  const prefix = basename(temporaryOutput);
  for (const name of namesIn(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { force: true, recursive: true });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
