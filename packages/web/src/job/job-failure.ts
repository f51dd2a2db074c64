/**
 * What ended an operation, for translated advice:
 * - `unsupported-media`: a kind of file that no browser opens, or that we do not open here (HEIC, TIFF, HDR): the command line can;
 * - `unsupported-codec`: this browser has no decoder or encoder for it: another browser, or the command line, may;
 * - `damaged-media`: nothing of it could be decoded, or it changed while it was read;
 * - `out-of-memory`, `storage`: memory, or room on the disk, ran out;
 * - `model-missing`: a model could not be loaded, or is not the one that its hash says; `inference`: a model failed or hung;
 * - `plan`, `options`: what was asked does not fit the file or is out of range;
 * - `leak`: the finished file held what must not be there: it was discarded;
 * - `stalled`, `crashed`: the worker gave no sign of life, or ended; `closed`: the job was closed; `unexpected`: a bug of ours.
 */
export const failureCodes = [
  'unsupported-media',
  'unsupported-codec',
  'damaged-media',
  'out-of-memory',
  'storage',
  'model-missing',
  'inference',
  'plan',
  'options',
  'leak',
  'stalled',
  'crashed',
  'closed',
  'unexpected',
] as const satisfies readonly string[];

/** Code of a {@link StudioFailure}. */
export type StudioFailureCode = (typeof failureCodes)[number];

/** An operation on a file failed, and nothing of its output is left. The message is one English sentence without names of files. */
export class StudioFailure extends Error {
  readonly code: StudioFailureCode;
  /** For developers: a stack. Never shown unless asked for. */
  readonly details: string | undefined;

  constructor(code: StudioFailureCode, message: string, details?: string) {
    super(message);
    this.name = 'StudioFailure';
    this.code = code;
    this.details = details;
  }
}
