export { openStudioJob } from './job/open-studio-job.ts';
export { StudioFailure, type StudioFailureCode } from './job/job-failure.ts';
export type * from './job/studio-job.ts';
export { modelHashes } from './model-hashes.ts';
