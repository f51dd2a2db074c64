import { z } from 'zod';
import type { AbortSignalLike } from '../abort-signal.ts';

/** Schema of {@link HideOptions}: the one place for ranges and defaults. */
export const hideOptionsSchema = z.strictObject({
  /**
   * What is put over heads. `solid`: one colour, nothing of the hidden pixels is left. `mosaic`: cosmetic. `blur`: weak.
   * Default `solid`. Text and drawn regions are solid whatever the effect.
   */
  effect: z.enum(['solid', 'mosaic', 'blur']).default('solid'),
  /**
   * The solid colour, `#rrggbb`. Default `#808080`: fixed before any picture is seen; mid grey stands out from black masks
   * and hair as from white ones.
   */
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'expected a colour like #808080')
    .default('#808080'),
  /**
   * Side of the blocks that regions snap to, in pixels: 2, 8 or 16. Default 16 (R11): codecs of inputs and outputs spread
   * what is in a block over all of it. 8 and 2 hide less beside the head; for inputs that were never compressed.
   */
  blockPixels: z.literal([2, 8, 16]).default(16),
  /** Ends a run of frames: the frame at hand is freed and `signal.reason` thrown. */
  signal: z.custom<AbortSignalLike>(isAbortSignal, 'expected an AbortSignal').optional(),
});

/** How regions are hidden. */
export type HideOptions = Readonly<z.input<typeof hideOptionsSchema>>;

/** {@link HideOptions} with the defaults filled in. */
export type ResolvedHideOptions = Readonly<z.output<typeof hideOptionsSchema>>;

/** What is put over a head. */
export type Effect = ResolvedHideOptions['effect'];

function isAbortSignal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'throwIfAborted' in value;
}
