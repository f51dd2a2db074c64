import { StudioFailure, type StudioFailureCode } from '@passerby/web';
import type { MessageId } from '../messages/catalogue.ts';

/** What the page says of a failure: a sentence of the catalogue, and the engine's own sentence where it says more. */
export interface Explanation {
  readonly messageId: MessageId;
  /** English; absent where it would add nothing. */
  readonly detail: string | undefined;
  /** Whether the file must be opened anew. */
  readonly isJobOver: boolean;
}

const sentences: Readonly<Record<StudioFailureCode, MessageId>> = {
  'unsupported-media': 'failUnsupportedMedia',
  'unsupported-codec': 'failUnsupportedCodec',
  'damaged-media': 'failDamagedMedia',
  'out-of-memory': 'failMemory',
  storage: 'failStorage',
  'model-missing': 'failModelMissing',
  inference: 'failInference',
  plan: 'failPlan',
  options: 'failOptions',
  leak: 'failLeak',
  stalled: 'failStalled',
  crashed: 'failCrashed',
  closed: 'failClosed',
  unexpected: 'failUnexpected',
};

const finalCodes: ReadonlySet<StudioFailureCode> = new Set(['stalled', 'crashed', 'closed']);

/** Finds the words for whatever was thrown. What is not one of ours is a bug of ours, and said to be. */
export function explainFailure(error: unknown): Explanation {
  if (error instanceof StudioFailure) {
    return { messageId: sentences[error.code], detail: error.message, isJobOver: finalCodes.has(error.code) };
  }
  // Engine errors and browsers' own; their text is for developers but better than silence.
  const detail = error instanceof Error ? error.message : undefined;
  return { messageId: isQuotaError(error) ? 'failStorage' : 'failUnexpected', detail, isJobOver: false };
}

function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
