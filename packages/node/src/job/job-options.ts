import { hideOptionsSchema as effectSchema, parseOptions } from '@passerby/engine';
import { z } from 'zod';

const faceModelSchema = z.enum(['auto', 'yunet', 'retinaface']);
const textSchema = z.enum(['all', 'plates', 'none']);
const fraction = z.number().min(0).max(1);

const regionSchema = z.discriminatedUnion('unit', [
  z.strictObject({
    unit: z.literal('pixels'),
    x: z.int().nonnegative(),
    y: z.int().nonnegative(),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  z.strictObject({
    unit: z.literal('fractions'),
    x: fraction,
    y: fraction,
    width: fraction.positive(),
    height: fraction.positive(),
  }),
]);

/** A fixed rectangle that is hidden throughout: whole pixels of the upright picture, or fractions (0 to 1) of its sides. */
export type FixedRegion = z.infer<typeof regionSchema>;

/** Schema of {@link HideOptions}: the one place of their ranges and defaults. */
export const hideOptionsSchema = z.strictObject({
  preset: z.enum(['face', 'head']).default('head'),
  text: textSchema.default('all'),
  effect: effectSchema.shape.effect,
  color: effectSchema.shape.color,
  audio: z.enum(['drop', 'keep']).default('drop'),
  quality: z.enum(['small', 'default', 'fast']).default('default'),
  regions: z.array(regionSchema).readonly().default([]),
  faceModel: faceModelSchema.default('auto'),
  modelsDir: z.string().min(1).optional(),
  verify: z.boolean().default(true),
  strict: z.boolean().default(false),
});

/** Schema of {@link VerifyOptions}: the one place of their ranges and defaults. */
export const verifyOptionsSchema = z.strictObject({
  text: textSchema.default('all'),
  audio: z.enum(['drop', 'keep']).default('drop'),
  color: effectSchema.shape.color,
  regions: z.array(regionSchema).readonly().default([]),
  faceModel: faceModelSchema.default('auto'),
  modelsDir: z.string().min(1).optional(),
});

/** What to hide in one file and how. All fields optional; the defaults hide the most. */
export interface HideOptions {
  /** How much of a person is hidden. Default `head`: face, hair, ears, chin. */
  readonly preset?: 'face' | 'head' | undefined;
  /** Which text is hidden. Default `all`; `plates` keeps text that cannot be a plate by its shape. */
  readonly text?: 'all' | 'plates' | 'none' | undefined;
  /** What is put over people. Default `solid`; `mosaic` is cosmetic and `blur` is weak. Text is solid always. */
  readonly effect?: 'solid' | 'mosaic' | 'blur' | undefined;
  /** Colour of the solid effect, `#rrggbb`. Default mid grey, `#808080`. */
  readonly color?: string | undefined;
  /** Default `drop`. `keep` keeps the first sound track: voices remain. */
  readonly audio?: 'drop' | 'keep' | undefined;
  /** Encoder of videos: `small` AV1, `default` and `fast` H.264. */
  readonly quality?: 'small' | 'default' | 'fast' | undefined;
  /** Rectangles hidden throughout, besides what is found. Default none. */
  readonly regions?: readonly FixedRegion[] | undefined;
  /** Default `auto`: YuNet where it is found, else RetinaFace. */
  readonly faceModel?: 'auto' | 'yunet' | 'retinaface' | undefined;
  /** Folder that is searched for models first. Default: `PASSERBY_MODELS_DIR` and the usual places. */
  readonly modelsDir?: string | undefined;
  /** Whether the finished output is looked at again before it is released. Default true. */
  readonly verify?: boolean | undefined;
  /**
   * Looks at every frame of videos and animations, at the largest sizes, with every face model that is installed, and checks every frame of the
   * output. Takes ten to thirty times as long. Default false.
   */
  readonly strict?: boolean | undefined;
}

/** What to look for in a finished file. All fields optional. */
export interface VerifyOptions {
  /** Which text counts as a leak. Default `all`. */
  readonly text?: 'all' | 'plates' | 'none' | undefined;
  /** `keep`: sound was kept on purpose and is no leak. Default `drop`. */
  readonly audio?: 'drop' | 'keep' | undefined;
  /** Colour of the fills, `#rrggbb`: what is found in it is no leak where no plan tells. Default mid grey, `#808080`. */
  readonly color?: string | undefined;
  /** Rectangles that were hidden throughout. Default none. */
  readonly regions?: readonly FixedRegion[] | undefined;
  /** Default `auto`. */
  readonly faceModel?: 'auto' | 'yunet' | 'retinaface' | undefined;
  /** Folder that is searched for models first. */
  readonly modelsDir?: string | undefined;
}

/** {@link HideOptions} with every default filled in. */
export type ResolvedHideOptions = z.infer<typeof hideOptionsSchema>;

/** {@link VerifyOptions} with every default filled in. */
export type ResolvedVerifyOptions = z.infer<typeof verifyOptionsSchema>;

/** {@link HideOptions} with every default filled in. @throws OptionsError for options out of range. */
export function resolveHideOptions(options: HideOptions): ResolvedHideOptions {
  return parseOptions(hideOptionsSchema, options, 'hide options');
}

/** {@link VerifyOptions} with every default filled in. @throws OptionsError for options out of range. */
export function resolveVerifyOptions(options: VerifyOptions): ResolvedVerifyOptions {
  return parseOptions(verifyOptionsSchema, options, 'verify options');
}
