/** To the inference worker. Data is transferred. */
export type SessionRequest =
  | {
      readonly type: 'open';
      readonly id: number;
      readonly model: string;
      readonly bytes: Uint8Array;
      readonly threads: number;
    }
  | {
      readonly type: 'run';
      readonly id: number;
      readonly model: string;
      readonly data: Float32Array | Uint8Array;
      readonly dims: readonly number[];
    };

/** What a run gave: by name, copies that are transferred. */
export type SessionOutputs = Record<string, { readonly data: Float32Array; readonly dims: number[] }>;

/** From the inference worker, one for each request. */
export type SessionAnswer =
  | { readonly id: number; readonly outputs: SessionOutputs; readonly milliseconds: number }
  | { readonly id: number; readonly error: string };
