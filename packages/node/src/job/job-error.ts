import type { EngineErrorCode } from '@passerby/engine';
import type { Finding } from './job-types.ts';

/** Codes of failures that a worker tells of itself: the engine's, `file-system` (a file could not be read or written), `unexpected` (a bug of ours). */
export const failureCodes = [
  'options',
  'unsupported-media',
  'damaged-media',
  'inference',
  'plan',
  'verification',
  'file-system',
  'unexpected',
] as const satisfies readonly (EngineErrorCode | 'file-system' | 'unexpected')[];

/** A code of a failure that a worker tells of itself. */
export type FailureCode = (typeof failureCodes)[number];

/** Whether a worker may tell this code. */
export function isFailureCode(code: string): code is FailureCode {
  return (failureCodes as readonly string[]).includes(code);
}

/** What ended a job: told by its worker; or `crashed`, `stalled`, `memory` (the worker ended or was ended); or `leak` (verify found what must not be there). */
export type JobErrorCode = FailureCode | 'crashed' | 'stalled' | 'memory' | 'leak';

/** A file was not hidden or not verified. The message is one sentence for people, without names of files. Nothing of its output is left. */
export class JobError extends Error {
  readonly code: JobErrorCode;
  /** For developers: the worker's stack or last words. Never shown unless asked for. */
  readonly details: string | undefined;
  /** What verify found, where it ran. */
  readonly findings: readonly Finding[];

  constructor(
    code: JobErrorCode,
    message: string,
    more: {
      readonly details?: string | undefined;
      readonly findings?: readonly Finding[] | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'JobError';
    this.code = code;
    this.details = more.details;
    this.findings = more.findings ?? [];
  }
}
