import { z } from 'zod';
import type { HiddenFileResult } from '../hide-file.ts';
import type { JobError } from '../job/job-error.ts';
import type { ResolvedHideOptions } from '../job/job-options.ts';
import { findingSchema, hideJobResultSchema } from '../job/job-types.ts';
import { toolVersions } from './tool-versions.ts';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** What only the internal report says: it ties the output to its original. */
const internalFileSchema = z.strictObject({
  input: z.string(),
  output: z.string().optional(),
  inputSha256: sha256Schema.optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
});

const reportedFileSchema = z.strictObject({
  status: z.enum(['hidden', 'failed']),
  error: z.string().optional(),
  ...hideJobResultSchema
    .pick({
      media: true,
      durationSeconds: true,
      preset: true,
      text: true,
      effect: true,
      bitsPerTrack: true,
      totals: true,
      verified: true,
      removed: true,
    })
    .partial().shape,
  warnings: z.array(z.string()),
  notes: z.array(z.string()),
  findings: z.array(findingSchema),
  outputSha256: sha256Schema.optional(),
  internal: internalFileSchema.optional(),
});

/** Schema of {@link RunReport}. */
export const runReportSchema = z.strictObject({
  format: z.literal('passerby-report'),
  version: z.literal(1),
  /** `public`: without names, input hashes and times of day or of findings. `internal`: with them. */
  variant: z.enum(['public', 'internal']),
  versions: z.record(z.string(), z.string()),
  settings: z.strictObject({
    ...hideJobResultSchema.pick({ effect: true }).shape,
    preset: z.string(),
    text: z.string(),
    color: z.string(),
    audio: z.string(),
    quality: z.string(),
    faceModel: z.string(),
    verify: z.boolean(),
    strict: z.boolean(),
    /** Whether fixed regions were hidden; not which. */
    fixedRegions: z.boolean(),
  }),
  models: z.array(z.strictObject({ name: z.string(), sha256: sha256Schema })),
  files: z.array(reportedFileSchema),
  summary: z.strictObject({
    hidden: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    skipped: z.int().nonnegative(),
  }),
  /** What hiding does not change, so that nobody reads too much into the report. */
  stillIdentifying: z.array(z.string()),
});

/** What one run did, as written by `--report` and `--report-internal`. No boxes, no exact counts of what was hidden. */
export type RunReport = z.infer<typeof runReportSchema>;

type ReportedFile = RunReport['files'][number];

/** How one file of a run ended, with all that a report may need. */
export interface FileOutcome {
  readonly input: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** The result, or why there is none. */
  readonly result: HiddenFileResult | JobError;
}

/** A run to report on. */
export interface Run {
  readonly settings: ResolvedHideOptions;
  readonly outcomes: readonly FileOutcome[];
  /** Files of folders that were passed over. */
  readonly skippedCount: number;
}

/** Puts a report together. */
export function reportRun(run: Run, variant: RunReport['variant']): RunReport {
  const { preset, text, effect, color, audio, quality, faceModel, verify, strict, regions } = run.settings;
  const results = run.outcomes.map((outcome) => outcome.result);
  const hidden = results.filter((result) => !(result instanceof Error)) as HiddenFileResult[];
  const models = new Map(hidden.flatMap((result) => result.models).map((model) => [model.sha256, model]));
  return {
    format: 'passerby-report',
    version: 1,
    variant,
    versions: toolVersions(),
    settings: {
      preset,
      text,
      effect,
      color,
      audio,
      quality,
      faceModel,
      verify,
      strict,
      fixedRegions: regions.length > 0,
    },
    models: [...models.values()],
    files: run.outcomes.map((outcome) => describeOutcome(outcome, variant)),
    summary: { hidden: hidden.length, failed: results.length - hidden.length, skipped: run.skippedCount },
    stillIdentifying: [
      'clothes, build and gait',
      'companions, the place and the time',
      ...(audio === 'keep' ? ['voices'] : []),
      'people whom no detector found',
    ],
  };
}

function describeOutcome(outcome: FileOutcome, variant: RunReport['variant']): ReportedFile {
  const { result } = outcome;
  const isInternal = variant === 'internal';
  const findings = result.findings.map((finding) =>
    isInternal ? finding : { kind: finding.kind, severity: finding.severity, text: finding.text },
  );
  const internal = isInternal ? { internal: describeInternally(outcome) } : {};
  if (result instanceof Error) {
    return { status: 'failed', error: result.message, warnings: [], notes: [], findings, ...internal };
  }
  const { media, durationSeconds, preset, text, effect, bitsPerTrack, totals, verified } = result;
  const { removed, warnings, notes, outputSha256 } = result;
  return {
    status: 'hidden',
    media,
    durationSeconds,
    preset,
    text,
    effect,
    bitsPerTrack,
    totals,
    verified,
    removed,
    warnings,
    notes,
    findings,
    outputSha256,
    ...internal,
  };
}

function describeInternally({ input, startedAt, finishedAt, result }: FileOutcome): ReportedFile['internal'] {
  const files = result instanceof Error ? {} : { output: result.output, inputSha256: result.inputSha256 };
  return { input, ...files, startedAt: startedAt.toISOString(), finishedAt: finishedAt.toISOString() };
}
