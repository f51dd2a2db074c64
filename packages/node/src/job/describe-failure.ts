import { EngineError } from '@passerby/engine';
import { JobError } from './job-error.ts';

const fileSystemSentences: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  EACCES: 'The file or folder may not be read or written with your rights.',
  EPERM: 'The file or folder may not be changed with your rights.',
  EROFS: 'The target is on a read-only file system.',
  ENOSPC: 'No space is left on the target.',
  EDQUOT: 'No space is left in your quota on the target.',
  EISDIR: 'A file was expected, but it is a folder.',
  ENOTDIR: 'A folder was expected, but it is a file.',
  EEXIST: 'The output exists already; it is replaced only if that is asked for.',
  ENAMETOOLONG: 'The name of the file or of its output is too long.',
  EMFILE: 'Too many files are open.',
  ENFILE: 'Too many files are open on this machine.',
  EIO: 'The disk reported an error.',
  EBUSY: 'The file is in use by another program.',
  EFBIG: 'The output is larger than the target allows.',
  ELOOP: 'The path holds a loop of links.',
};

/** Anything thrown, as a {@link JobError}: system errors become sentences without paths, and what is not ours says that it is a bug. */
export function describeFailure(error: unknown): JobError {
  if (error instanceof JobError) return error;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof EngineError) return new JobError(error.code, withCauses(error), { details, cause: error });
  const systemCode = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (systemCode !== undefined && /^E[A-Z0-9]+$/.test(systemCode)) {
    const message = fileSystemSentences[systemCode] ?? `The file system reported ${systemCode}.`;
    return new JobError('file-system', message, { details, cause: error });
  }
  return new JobError(
    'unexpected',
    'An unexpected error stopped the work on this file: this is a bug in Passerby (PASSERBY_DEBUG=1 shows more).',
    { details, cause: error },
  );
}

/** The sentence with those of the errors behind it: where it failed, then why. */
function withCauses(error: EngineError): string {
  const { cause } = error;
  return cause instanceof EngineError ? `${error.message.replace(/\.$/, '')}: ${withCauses(cause)}` : error.message;
}
