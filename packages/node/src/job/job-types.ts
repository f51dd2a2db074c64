import { removedKindNames, type CoarseTotal } from '@passerby/engine';
import { z } from 'zod';
import { failureCodes } from './job-error.ts';
import { hideOptionsSchema, verifyOptionsSchema } from './job-options.ts';

// What the parent and its worker processes say to each other: plain JSON, checked on arrival on both sides.

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const totalSchema = z.enum(['0', '1', '2-5', '6-20', '20+'] satisfies readonly CoarseTotal[]);

const hideJobSchema = z.strictObject({
  kind: z.literal('hide'),
  /** Absolute path of the original; opened for reading only. */
  input: z.string(),
  /**
   * Absolute path of an empty file that the parent made (mode 0600) and removes or renames. It has no media ending, so writers are told their format.
   * Further scratch files must have this path as the beginning of theirs: the parent removes them all.
   */
  temporaryOutput: z.string(),
  options: hideOptionsSchema,
  /** The text of a plan that is obeyed in place of looking. */
  fromPlan: z.string().optional(),
  /** Whether the result must hold the plan. */
  wantsPlan: z.boolean(),
  /** Cores that this job may keep busy; the others belong to jobs beside it. */
  threads: z.int().positive(),
});

/** Hide one file: look (or obey a plan), hide, verify. */
export type HideJob = z.infer<typeof hideJobSchema>;

const verifyJobSchema = z.strictObject({
  kind: z.literal('verify'),
  /** Absolute path of the finished file. */
  input: z.string(),
  /** Absolute path of the original to compare with. */
  against: z.string().optional(),
  options: verifyOptionsSchema,
  /** The text of the plan that the file was hidden with. */
  plan: z.string().optional(),
  /** Absolute path of an empty file (mode 0600) for a contact sheet, a PNG; absent: none is drawn. The parent removes or renames it. */
  sheet: z.string().optional(),
  /** Cores that this job may keep busy. */
  threads: z.int().positive(),
});

/** Check one finished file, ours or another tool's. */
export type VerifyJob = z.infer<typeof verifyJobSchema>;

/** Schema of {@link Finding}. */
export const findingSchema = z.strictObject({
  /** What it is, in kebab case: `face`, `text`, `sound`, `container`… */
  kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** `leak`: must not be there; `accepted`: kept on purpose; `notice`: worth knowing. Only leaks fail a file. */
  severity: z.enum(['leak', 'accepted', 'notice']),
  /** One sentence for people, without boxes and names. */
  text: z.string(),
  /** What to do about it, one sentence. */
  advice: z.string().optional(),
  /** Where in time, from the first frame shown. */
  seconds: z.number().nonnegative().optional(),
  /** Where in the file, in bytes from its start. */
  offset: z.int().nonnegative().optional(),
});

/** What verify found at one place of one file. */
export type Finding = z.infer<typeof findingSchema>;

const modelsSchema = z.array(z.strictObject({ name: z.string(), sha256: sha256Schema }));
const mediaSchema = z.enum(['photo', 'animation', 'video']);

/** Schema of {@link HideJobResult}. */
export const hideJobResultSchema = z.strictObject({
  kind: z.literal('hide'),
  media: mediaSchema,
  /** The ending that the output must get, with its dot: `.jpg`, `.png`, `.webp`, `.gif`, `.mp4`. */
  extension: z.string().regex(/^\.[a-z0-9]+$/),
  /** Pixels of the upright picture. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Frames shown; 1 for a photo. */
  frameCount: z.int().positive(),
  /** 0 for a photo. */
  durationSeconds: z.number().nonnegative(),
  /** As the plan has it, where one was obeyed. */
  preset: hideOptionsSchema.shape.preset.removeDefault(),
  /** As the plan has it, where one was obeyed. */
  text: hideOptionsSchema.shape.text.removeDefault(),
  effect: z.enum(['solid', 'mosaic', 'blur']),
  /** Upper bound of what the effect lets through of one track's pixels, in bits; 0 for solid. */
  bitsPerTrack: z.number().nonnegative(),
  /** What people should know and may have to act on, one sentence each. */
  warnings: z.array(z.string()),
  /** What was done that people may wonder about (a format changed, a second track left out), one sentence each. */
  notes: z.array(z.string()),
  /** Which kinds of things the input held that the output does not: kinds, never values. */
  removed: z.array(z.enum(removedKindNames)),
  /** What verify found at last; empty where it did not run. A leak among them makes the parent discard the output. */
  findings: z.array(findingSchema),
  /** Whether verify ran. */
  verified: z.boolean(),
  models: modelsSchema,
  totals: z.strictObject({ faces: totalSchema, texts: totalSchema, regions: totalSchema, kept: totalSchema }),
  inputSha256: sha256Schema,
  /** The plan's text, where the job asked for it. */
  plan: z.string().optional(),
});

/** What came of a {@link HideJob} whose output is complete in its temporary file. */
export type HideJobResult = z.infer<typeof hideJobResultSchema>;

const verifyJobResultSchema = z.strictObject({
  kind: z.literal('verify'),
  media: mediaSchema,
  frameCount: z.int().positive(),
  durationSeconds: z.number().nonnegative(),
  findings: z.array(findingSchema),
  warnings: z.array(z.string()),
  /** What was looked at, with what, and what was not looked for, one sentence each. */
  notes: z.array(z.string()),
  models: modelsSchema,
});

/** What came of a {@link VerifyJob}. */
export type VerifyJobResult = z.infer<typeof verifyJobResultSchema>;

const jobProgressSchema = z.strictObject({
  step: z.enum(['look', 'hide', 'verify']),
  /** Frames of this step that are done (parts of the work for a photo). */
  done: z.number().nonnegative(),
  /** Frames of this step in all; absent while unknown. */
  total: z.number().nonnegative().optional(),
});

/** How far a job is. Each report is also a sign of life: silence beyond the pool's stall limit ends the worker. */
export type JobProgress = z.infer<typeof jobProgressSchema>;

/** What a job's body gets besides the job. */
export interface JobContext {
  /** Aborted when the parent gives the job up or is gone. */
  readonly signal: AbortSignal;
  /** Call at least every few seconds while work advances, also in long parts without frames; calls are cheap (they are thinned out before they are sent). */
  readonly progress: (progress: JobProgress) => void;
}

const jobFailureSchema = z.strictObject({
  code: z.enum(failureCodes),
  /** One sentence for people. */
  message: z.string(),
  /** The stack, shown only where `PASSERBY_DEBUG` is set. */
  details: z.string().optional(),
});

/** What a worker process does, by kind of job. */
export interface JobBodies {
  readonly runHideJob: (job: HideJob, context: JobContext) => Promise<HideJobResult>;
  readonly runVerifyJob: (job: VerifyJob, context: JobContext) => Promise<VerifyJobResult>;
}

/** Why a job failed, as told by the worker that ran it. */
export type JobFailure = z.infer<typeof jobFailureSchema>;

/** Schema of {@link WorkerRequest}. */
export const workerRequestSchema = z.strictObject({
  id: z.int().nonnegative(),
  job: z.discriminatedUnion('kind', [hideJobSchema, verifyJobSchema]),
});

/** A job of either kind. */
export type Job = HideJob | VerifyJob;

/** What came of a job, by the kind of the job. */
export type JobResult<J extends Job> = J extends HideJob ? HideJobResult : VerifyJobResult;

/** Parent to worker: do this job. A worker has one at a time; giving one up means killing the worker. */
export type WorkerRequest = z.infer<typeof workerRequestSchema>;

/** Schema of {@link WorkerMessage}. */
export const workerMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('progress'), id: z.int(), progress: jobProgressSchema }),
  z.strictObject({
    type: z.literal('done'),
    id: z.int(),
    result: z.discriminatedUnion('kind', [hideJobResultSchema, verifyJobResultSchema]),
  }),
  z.strictObject({ type: z.literal('failed'), id: z.int(), failure: jobFailureSchema }),
]);

/** Worker to parent. */
export type WorkerMessage = z.infer<typeof workerMessageSchema>;
