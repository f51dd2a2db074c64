/** A camera's source failed. The message is one sentence for people, without credentials and addresses. */
export class SourceError extends Error {
  /** Trying again soon will not help and may lock the account: wrong credentials, no such stream. */
  readonly isLasting: boolean;

  constructor(message: string, options: { readonly isLasting?: boolean; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'SourceError';
    this.isLasting = options.isLasting ?? false;
  }
}
