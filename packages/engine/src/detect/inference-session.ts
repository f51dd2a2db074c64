import type { AbortSignalLike } from '../abort-signal.ts';
/** Numbers for a model or from it. `data` goes with the call: the receiver may detach or reuse it. */
export interface Tensor {
  readonly data: Float32Array | Uint8Array;
  /** Sizes, outermost first: pictures are `[1, channels, height, width]`. */
  readonly dims: readonly number[];
}

/** Port to a runtime that holds one loaded model. Adapters: ONNX Runtime for Node (in a worker with a watchdog) and for the web. */
export interface InferenceSession {
  /** The model's manifest name, such as `yunet`. */
  readonly model: string;
  /** Whether pictures go in as bytes (see `takeBytes`) in place of floats of the same values. */
  readonly takesBytes?: boolean;
  /** Memory for the data of an input of so many bytes, which {@link run} takes: used again and again where the adapter can. Its content is anything. */
  inputMemory?(byteLength: number): ArrayBuffer;
  /**
   * Runs the model's one input. Takes `input`.
   * @throws InferenceError when the model fails, hangs beyond the adapter's time limit, or its worker dies. Never resolves to nothing.
   */
  run(
    input: Tensor,
    options?: { readonly signal?: AbortSignalLike | undefined },
  ): Promise<Readonly<Record<string, Tensor>>>;
}

/** Where a session's inputs take their memory from: anywhere, if it does not say. */
export function memoryOf(session: InferenceSession): (byteLength: number) => ArrayBuffer {
  return (byteLength) => session.inputMemory?.(byteLength) ?? new ArrayBuffer(byteLength);
}
