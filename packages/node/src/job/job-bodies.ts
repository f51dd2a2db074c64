import { SessionStore } from '../inference/session-store.ts';
import { createJobBodies } from './create-job-bodies.ts';
import type { JobBodies } from './job-types.ts';

// The bodies that a worker process loads; the sessions live as long as the process.
const bodies: JobBodies = createJobBodies(new SessionStore());

export const runHideJob: JobBodies['runHideJob'] = bodies.runHideJob;
export const runVerifyJob: JobBodies['runVerifyJob'] = bodies.runVerifyJob;
