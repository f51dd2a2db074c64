import type { Finding, HiddenFileResult, JobError, VerifiedFileResult } from '@passerby/node';
import { debugDetails } from './debug-details.ts';
import { displayName } from './display-name.ts';
import type { FileProgress } from './file-progress.ts';
import type { RunListener, RunSummary, Streams } from './run-listener.ts';

/** Tells programs: one JSON object a line on stdout, and nothing else there. */
export class JsonPrinter implements RunListener {
  readonly #streams: Streams;
  readonly #doneWord: 'hidden' | 'verified';

  /** `doneWord` is the status of a file that passed. */
  constructor(streams: Streams, doneWord: 'hidden' | 'verified') {
    this.#streams = streams;
    this.#doneWord = doneWord;
  }

  started(): void {
    // Programs learn of a file by its progress.
  }

  progress(
    file: string,
    { done, total = null }: Omit<FileProgress, 'total'> & { readonly total?: number | null | undefined },
  ): void {
    this.#print({ event: 'progress', file, done, total });
  }

  hidden(file: string, output: string, { findings, warnings, notes }: HiddenFileResult): void {
    this.#printFindings(file, findings);
    this.#print({ event: 'file', file, output, status: 'hidden', warnings: [...warnings, ...notes], error: null });
  }

  verified(file: string, { findings, warnings, notes }: VerifiedFileResult): void {
    this.#printFindings(file, findings);
    const hasLeak = findings.some((finding) => finding.severity === 'leak');
    const error = hasLeak ? 'A leak was found.' : null;
    const status = hasLeak ? 'failed' : 'verified';
    this.#print({ event: 'file', file, output: null, status, warnings: [...warnings, ...notes], error });
  }

  failed(file: string, error: JobError): void {
    this.#printFindings(file, error.findings);
    this.#print({ event: 'file', file, output: null, status: 'failed', warnings: [], error: error.message });
    this.#complain(`${displayName(file)}: ${error.message}`, debugDetails(error));
  }

  skipped(file: string, reason: string): void {
    this.#print({ event: 'file', file, output: null, status: 'skipped', warnings: [reason], error: null });
  }

  warned(sentence: string): void {
    this.#complain(sentence);
  }

  finished({ done, failed, skipped }: RunSummary): void {
    this.#print({ event: 'summary', [this.#doneWord]: done, failed, skipped });
  }

  close(): void {
    // Nothing is drawn.
  }

  #printFindings(file: string, findings: readonly Finding[]): void {
    for (const { kind, severity, text, advice, seconds, offset } of findings) {
      this.#print({ event: 'finding', file, seconds, offset, kind, severity, text, advice });
    }
  }

  #print(line: Readonly<Record<string, unknown>>): void {
    this.#streams.stdout.write(`${JSON.stringify(line)}\n`);
  }

  #complain(sentence: string, details = ''): void {
    this.#streams.stderr.write(`passerby: ${sentence}\n${details}`);
  }
}
