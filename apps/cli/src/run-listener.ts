import type { HiddenFileResult, JobError, VerifiedFileResult } from '@passerby/node';
import type { FileProgress } from './file-progress.ts';

/** How many files ended how. */
export interface RunSummary {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Who is told what happens in a run: people or programs. Paths are as the user named them. */
export interface RunListener {
  started(path: string): void;
  progress(path: string, progress: FileProgress): void;
  hidden(path: string, output: string, result: HiddenFileResult): void;
  verified(path: string, result: VerifiedFileResult): void;
  failed(path: string, error: JobError): void;
  skipped(path: string, reason: string): void;
  /** Something about the whole run. */
  warned(sentence: string): void;
  finished(summary: RunSummary): void;
  /** Takes what is still drawn off the terminal. */
  close(): void;
}

/** Where words go. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly stderr: Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };
}
