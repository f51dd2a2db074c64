import { lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writePrivateFile, type RunReport } from '@passerby/node';
import { UsageError } from './usage-error.ts';

/**
 * Makes the report's folder and checks its name: before hours of work, not after.
 * @throws UsageError where something has the name already and may not be replaced.
 */
export async function prepareReport(path: string, overwrite: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (!overwrite && (await exists(path))) {
    throw new UsageError('Expected a new name for the report, received one that exists (--overwrite replaces it).');
  }
}

/** Writes a report, mode 0600. */
export async function writeReport(path: string | undefined, report: RunReport, overwrite: boolean): Promise<void> {
  if (path !== undefined) await writePrivateFile(path, `${JSON.stringify(report, null, 2)}\n`, { overwrite });
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
