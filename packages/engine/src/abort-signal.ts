/** The part of the platform's AbortSignal that the engine uses (its own, as the engine compiles without a platform). */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
