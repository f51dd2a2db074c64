import { readFile, stat } from 'node:fs/promises';
import { describeFailure } from './describe-failure.ts';
import { JobError } from './job-error.ts';

/** Plans of hours of crowds stay far below; what is larger would only fill the memory of the process that all files depend on. */
const maxBytes = 256_000_000;

/**
 * Reads the text of a plan; whether it is a plan, and for the right file, is decided where it is obeyed.
 * @throws JobError that says that it is the plan which cannot be read.
 */
export async function readPlanFile(path: string): Promise<string> {
  try {
    return await readPlainFile(path);
  } catch (error) {
    const { code, message } = describeFailure(error);
    throw new JobError(code, `The plan cannot be read: ${message}`, { cause: error });
  }
}

async function readPlainFile(path: string): Promise<string> {
  // Asked before it is opened: opening a pipe waits for somebody who writes.
  const found = await stat(path);
  if (found.isDirectory()) throw new JobError('file-system', 'A file was expected, but it is a folder.');
  if (!found.isFile()) throw new JobError('file-system', 'A file was expected, but it is a device or a pipe.');
  if (found.size > maxBytes) throw new JobError('plan', `It is larger than ${maxBytes / 1e6} MB.`);
  return await readFile(path, 'utf8');
}
