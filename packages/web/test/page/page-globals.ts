import type * as Engine from '@passerby/engine';
import type * as Web from '@passerby/web';

export type { Plan } from '@passerby/engine';
export type { SavedFile, StudioJob } from '@passerby/web';

declare global {
  /** What the test page puts there. */
  // oxlint-disable-next-line no-var -- how globals are declared
  var passerby: typeof Engine & typeof Web;
}
