export { OptionsError } from '@passerby/engine';
export { hideFile, type HiddenFileResult, type HideFileOptions } from './hide-file.ts';
export type { CallOptions } from './job/call-options.ts';
export { verifyFile, type VerifiedFileResult, type VerifyFileOptions } from './verify-file.ts';
export { createWorkerPool, defaultPoolSize, type WorkerPool, type WorkerPoolOptions } from './job/worker-pool.ts';
export { describeFailure } from './job/describe-failure.ts';
export { JobError, type JobErrorCode } from './job/job-error.ts';
export { resolveHideOptions, resolveVerifyOptions } from './job/job-options.ts';
export type {
  FixedRegion,
  HideOptions,
  ResolvedHideOptions,
  ResolvedVerifyOptions,
  VerifyOptions,
} from './job/job-options.ts';
export type { Finding, JobProgress } from './job/job-types.ts';
export { isMediaEnding, outputExtensions, predictMedia, type PredictedMedia } from './output/predict-media.ts';
export { writePrivateFile } from './output/write-private-file.ts';
export { reportRun, runReportSchema, type FileOutcome, type Run, type RunReport } from './report/run-report.ts';
export { toolVersions } from './report/tool-versions.ts';
export { addModel, listModels, type AddModelOptions, type ListedModel } from './models/add-model.ts';
export { auditFile } from './audit/audit-file.ts';
export type { AuditContainer, AuditFinding, AuditKind, AuditOptions, AuditResult } from '@passerby/engine';
