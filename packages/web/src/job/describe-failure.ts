import { EngineError, type EngineErrorCode } from '@passerby/engine';
import { StudioFailure, type StudioFailureCode } from './job-failure.ts';

const engineCodes: Readonly<Record<EngineErrorCode, StudioFailureCode>> = {
  options: 'options',
  'unsupported-media': 'unsupported-media',
  'damaged-media': 'damaged-media',
  inference: 'inference',
  plan: 'plan',
  verification: 'leak',
};

/** Anything thrown, as a {@link StudioFailure}: the browser's errors become sentences, and what is not ours says that it is a bug. */
export function describeFailure(error: unknown): StudioFailure {
  if (error instanceof StudioFailure) return error;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof EngineError) return new StudioFailure(engineCodes[error.code], withCauses(error), details);
  if (isOutOfMemory(error)) {
    return new StudioFailure('out-of-memory', 'The browser has no memory left for this file.', details);
  }
  if (error instanceof DOMException && error.name === 'QuotaExceededError') {
    return new StudioFailure('storage', 'The browser has no room left for the hidden copy.', details);
  }
  if (error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError')) {
    return new StudioFailure(
      'damaged-media',
      'The file cannot be read any more: it was moved, changed or deleted.',
      details,
    );
  }
  return new StudioFailure(
    'unexpected',
    'An unexpected error stopped the work on this file: this is a bug in Passerby.',
    details,
  );
}

/** Browsers say it in many ways. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /out of memory|allocation failed|could not allocate|invalid array length/i.test(error.message)
  );
}

/** The sentence with those of the errors behind it: where it failed, then why. */
function withCauses(error: EngineError): string {
  const { cause } = error;
  return cause instanceof EngineError ? `${error.message.replace(/\.$/, '')}: ${withCauses(cause)}` : error.message;
}
