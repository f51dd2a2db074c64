import { OptionsError } from '@passerby/engine';

/** One thing that is wrong in the configuration. */
export interface ConfigFault {
  /** Line in the file, from 1; `undefined` where the fault has no place in it. */
  readonly line: number | undefined;
  /** Column in that line, from 1. */
  readonly column: number | undefined;
  /** One sentence that names the field; never holds a secret's text. */
  readonly sentence: string;
}

/** The configuration cannot be used. The message has one line per fault: `passerby.yaml:4:22: Expected …`. */
export class ConfigError extends OptionsError {
  readonly faults: readonly ConfigFault[];

  constructor(fileName: string, faults: readonly ConfigFault[]) {
    const ordered = faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
    super(ordered.map((fault) => `${place(fileName, fault)}: ${fault.sentence}`).join('\n'));
    this.faults = ordered;
  }
}

function place(fileName: string, { line, column }: ConfigFault): string {
  if (line === undefined) return fileName;
  return column === undefined ? `${fileName}:${line}` : `${fileName}:${line}:${column}`;
}
