/** What a session's worker thread starts with. */
export interface SessionWorkerData {
  readonly model: Uint8Array;
  readonly threads: number;
}

/** One run asked of the worker; the data is transferred. */
export interface SessionRequest {
  readonly id: number;
  readonly data: Float32Array | Uint8Array;
  readonly dims: readonly number[];
}

/** The worker's answer; id -1 says that the model is loaded. `input`: the memory of the input, given back. */
export type SessionAnswer =
  | {
      readonly id: number;
      readonly outputs: Record<string, { readonly data: Float32Array; readonly dims: number[] }>;
      readonly input?: ArrayBuffer | undefined;
    }
  | { readonly id: number; readonly error: string };
