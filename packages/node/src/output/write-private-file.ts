import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TemporaryOutput, type ReleaseOptions } from './temporary-output.ts';

/** Writes a small file (a plan, a report) as outputs are written: whole or not at all, mode 0600, never over another file unless asked. */
export async function writePrivateFile(path: string, text: string, options: ReleaseOptions = {}): Promise<void> {
  await using temporary = await TemporaryOutput.create(dirname(path));
  await writeFile(temporary.path, text, { flag: 'r+' });
  await temporary.release(path, options);
}
