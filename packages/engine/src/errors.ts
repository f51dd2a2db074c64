/** What went wrong, for callers that act on it. */
export type EngineErrorCode = 'options' | 'unsupported-media' | 'damaged-media' | 'inference' | 'plan' | 'verification';

/** Base of all errors that the engine throws. The message is one sentence for people, without names of source files. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An option or argument is outside what is allowed: expected what, where, received what. */
export class OptionsError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('options', message, options);
  }
}

/** The media cannot be read or written by us, whole or in a format that we do not support. */
export class UnsupportedMediaError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('unsupported-media', message, options);
  }
}

/** The media is so damaged that nothing of it could be decoded. */
export class DamagedMediaError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('damaged-media', message, options);
  }
}

/** A detector failed, hung or answered nonsense. Never to be read as "nothing found". */
export class InferenceError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('inference', message, options);
  }
}

/** A plan is malformed, of another version, for another file, or does not cover a frame. */
export class PlanError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('plan', message, options);
  }
}

/** The finished output failed its own check. */
export class VerificationError extends EngineError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('verification', message, options);
  }
}
