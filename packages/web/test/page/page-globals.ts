import type * as Engine from '@passerby/engine';
import type * as Web from '@passerby/web';
import type * as Drawn from './look-at-drawn.ts';

export type { Plan } from '@passerby/engine';
export type { SavedFile, StudioJob } from '@passerby/web';

declare global {
  /** What the test page puts there. */
  // oxlint-disable-next-line no-var -- how globals are declared
  var passerby: typeof Engine & typeof Web;
  /** The engine on the browser's own runtime. */
  // oxlint-disable-next-line no-var -- how globals are declared
  var runtime: Pick<typeof Drawn, 'lookAtDrawnPicture' | 'planDrawnPictures' | 'replaySession'> & {
    readonly openSession: (model: string, bytes: Uint8Array, threads: number) => Promise<Engine.InferenceSession>;
  };
}
