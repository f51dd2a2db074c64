import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PictureScore } from './score-picture.ts';

/** What became of one file of a set: scores of its pictures, or why there are none. */
export interface JudgedFile {
  readonly row: string;
  readonly index: number;
  readonly scores: readonly PictureScore[];
  /** Why it gave no output. */
  readonly why?: string | undefined;
}

/** The files that were judged so far, kept beside the results, so that a run can be split. */
export class JudgedFiles {
  readonly #log: string;
  readonly #files: JudgedFile[];

  private constructor(log: string, files: JudgedFile[]) {
    this.#log = log;
    this.#files = files;
  }

  /** Opens the log; what an earlier run left in it counts when `isResumed`, else it is removed. */
  static async open(log: string, isResumed: boolean): Promise<JudgedFiles> {
    await mkdir(dirname(log), { recursive: true });
    if (!isResumed) await rm(log, { force: true });
    const lines = isResumed ? (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '') : [];
    return new JudgedFiles(
      log,
      lines.map((line) => JSON.parse(line) as JudgedFile),
    );
  }

  /** Those of one row, in order of their place in the set. */
  of(row: string): readonly JudgedFile[] {
    return this.#files.filter((file) => file.row === row).toSorted((a, b) => a.index - b.index);
  }

  /** Removes the log: the results hold what it held. */
  async remove(): Promise<void> {
    await rm(this.#log, { force: true });
  }

  async add(file: JudgedFile): Promise<void> {
    this.#files.push(file);
    await appendFile(this.#log, `${JSON.stringify(file)}\n`);
  }
}
