import { z } from 'zod';

/** The part of the platform's AbortSignal that the engine uses (its own, as the engine compiles without a platform). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** Schema of a `signal` among options. */
export const abortSignalSchema: z.ZodType<AbortSignalLike> = z.custom<AbortSignalLike>(
  (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'throwIfAborted' in value,
  'expected an AbortSignal',
);
