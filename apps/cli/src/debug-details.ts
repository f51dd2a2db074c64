import { JobError } from '@passerby/node';

/** What developers want to know of an error, as lines of their own; nothing unless `PASSERBY_DEBUG` is set. May hold names of files. */
export function debugDetails(error: unknown): string {
  if (!process.env['PASSERBY_DEBUG']) return '';
  const details = error instanceof JobError ? error.details : undefined;
  const stack = error instanceof Error ? error.stack : String(error);
  return `${details ?? stack ?? ''}\n`;
}
