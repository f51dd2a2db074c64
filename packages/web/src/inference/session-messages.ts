/** To the models' worker: by itself, or through a port that it was given. Data is transferred. */
export type SessionRequest =
  /** Whether a model is open already. */
  | { readonly type: 'ask'; readonly id: number; readonly model: string }
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

/** Another end to answer to: what comes through it is answered through it. */
export interface SessionConnection {
  readonly type: 'connect';
  readonly port: MessagePort;
}

/** What a run gave: by name, copies that are transferred. */
export type SessionOutputs = Record<string, { readonly data: Float32Array; readonly dims: number[] }>;

/** From the models' worker, one for each request. */
export type SessionAnswer =
  | { readonly id: number; readonly outputs: SessionOutputs; readonly milliseconds: number }
  | { readonly id: number; readonly isOpen: boolean }
  | { readonly id: number; readonly error: string };
