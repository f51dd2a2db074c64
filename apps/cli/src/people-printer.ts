import type { Finding, HiddenFileResult, JobError, VerifiedFileResult } from '@passerby/node';
import { debugDetails } from './debug-details.ts';
import { displayName } from './display-name.ts';
import type { FileProgress } from './file-progress.ts';
import { ProgressBars } from './progress-bars.ts';
import type { RunListener, RunSummary, Streams } from './run-listener.ts';

/** What {@link PeoplePrinter} may leave out. */
export interface PeoplePrinterOptions {
  /** Nothing but errors. */
  readonly isQuiet: boolean;
  readonly fileCount: number;
  readonly doneWord: 'hidden' | 'verified';
}

const findingsShown = 10;
const severities: readonly Finding['severity'][] = ['leak', 'notice', 'accepted'];

/** Tells people: what was done on stdout, what went wrong and the bars on stderr. */
export class PeoplePrinter implements RunListener {
  readonly #streams: Streams;
  readonly #options: PeoplePrinterOptions;
  readonly #bars: ProgressBars | undefined;
  readonly #notesSaid = new Set<string>();

  constructor(streams: Streams, options: PeoplePrinterOptions) {
    this.#streams = streams;
    this.#options = options;
    const drawsBars = streams.stderr.isTTY === true && !options.isQuiet;
    this.#bars = drawsBars ? new ProgressBars(streams.stderr, options.fileCount) : undefined;
  }

  started(path: string): void {
    this.#bars?.start(path);
  }

  progress(path: string, progress: FileProgress): void {
    this.#bars?.update(path, progress);
  }

  hidden(path: string, output: string, result: HiddenFileResult): void {
    this.#bars?.end(path);
    const checked = result.verified ? '' : ' (not verified)';
    this.#say(`${displayName(path)} → ${displayName(output)}${checked}`);
    this.#sayAbout(result);
  }

  verified(path: string, result: VerifiedFileResult): void {
    this.#bars?.end(path);
    const hasLeak = result.findings.some((finding) => finding.severity === 'leak');
    if (hasLeak) this.#complain(`${displayName(path)}: a leak was found.`);
    else this.#say(`${displayName(path)}: no leak was found.`);
    this.#sayAbout(result);
  }

  failed(path: string, error: JobError): void {
    this.#bars?.end(path);
    this.#complain(`${displayName(path)}: ${error.message}`, debugDetails(error));
    this.#sayFindings(error.findings);
  }

  skipped(path: string, reason: string): void {
    this.#say(`${displayName(path)}: ${reason}.`);
  }

  warned(sentence: string): void {
    this.#complain(sentence);
  }

  finished({ done, failed, skipped }: RunSummary): void {
    this.#say(`${done} ${this.#options.doneWord}, ${failed} failed, ${skipped} skipped.`);
    if (done > 0 && this.#options.doneWord === 'hidden') {
      this.#say(
        'Still visible: clothes, build, gait, place and time, and whoever no detector found. Look before you publish.',
      );
    }
  }

  close(): void {
    this.#bars?.close();
  }

  #sayAbout({ warnings, notes, findings }: Pick<HiddenFileResult, 'warnings' | 'notes' | 'findings'>): void {
    for (const warning of warnings) this.#say(`  warning: ${warning}`);
    for (const note of notes) {
      if (!this.#notesSaid.has(note)) this.#say(`  ${note}`);
      this.#notesSaid.add(note);
    }
    this.#sayFindings(findings);
  }

  #sayFindings(findings: readonly Finding[]): void {
    const print = (line: string): void => this.#say(line);
    const worstFirst = findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
    for (const finding of worstFirst.slice(0, findingsShown))
      print(`  ${finding.severity}: ${place(finding)}${finding.text}`);
    const more = findings.length - findingsShown;
    if (more > 0) print(`  and ${more} more (--json lists all)`);
    const leaks = findings.filter(({ severity }) => severity === 'leak');
    for (const advice of new Set(leaks.map((leak) => leak.advice)))
      if (advice !== undefined) print(`  to do: ${advice}`);
  }

  /** A line that stays, above the bars. */
  #say(line: string): void {
    if (this.#options.isQuiet) return;
    this.#bars?.erase();
    this.#streams.stdout.write(`${line}\n`);
  }

  #complain(line: string, details = ''): void {
    this.#bars?.erase();
    this.#streams.stderr.write(`passerby: ${line}\n${details}`);
  }
}

function place({ seconds, offset }: Finding): string {
  if (seconds !== undefined) return `at ${seconds.toFixed(2)} s: `;
  return offset === undefined ? '' : `at byte ${offset}: `;
}
