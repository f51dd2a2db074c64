import { readFile } from 'node:fs/promises';
import { describeFailure } from './describe-failure.ts';
import { JobError } from './job-error.ts';

/**
 * Reads the text of a plan; whether it is a plan, and for the right file, is decided where it is obeyed.
 * @throws JobError that says that it is the plan which cannot be read.
 */
export async function readPlanFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = describeFailure(error);
    throw new JobError(code, `The plan cannot be read: ${message}`, { cause: error });
  }
}
