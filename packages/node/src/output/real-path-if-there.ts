import { realpath } from 'node:fs/promises';

/** Where a path leads; `undefined` where nothing has the name. */
export async function realPathIfThere(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
