import type { SessionStore } from '../inference/session-store.ts';
import type { JobBodies } from './job-types.ts';
import { hideMedia } from './run-hide-job.ts';
import { verifyMedia } from './run-verify-job.ts';
import { livelier } from './livelier.ts';

/** What a worker process does, with these sessions. */
export function createJobBodies(sessions: SessionStore): JobBodies {
  return {
    runHideJob: (job, context) => hideMedia(job, ...livelier(context, sessions)),
    runVerifyJob: (job, context) => verifyMedia(job, ...livelier(context, sessions)),
  };
}
