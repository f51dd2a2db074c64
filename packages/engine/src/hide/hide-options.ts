import { z } from 'zod';
import { abortSignalSchema } from '../abort-signal.ts';
import { regionOptionsSchema } from '../plan/plan-regions.ts';

/** Schema of {@link HideOptions}: the one place for ranges and defaults. */
export const hideOptionsSchema = regionOptionsSchema.extend({
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
  /** Ends a run of frames: the frame at hand is freed and `signal.reason` thrown. */
  signal: abortSignalSchema.optional(),
});

/** How regions are hidden. */
export type HideOptions = Readonly<z.input<typeof hideOptionsSchema>>;

/** {@link HideOptions} with the defaults filled in. */
export type ResolvedHideOptions = Readonly<z.output<typeof hideOptionsSchema>>;

/** What is put over a head. */
export type Effect = ResolvedHideOptions['effect'];
