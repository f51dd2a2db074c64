import { memoryOf } from '@passerby/engine';
import type { SessionSource } from '../inference/session-store.ts';
import type { JobContext, JobProgress } from './job-types.ts';

/**
 * A job's context and sessions, so that every run of a model that ends is a sign of life: a look at one large picture is many runs, and on a slow or
 * busy machine longer than the silence after which a job is given up. A model that hangs ends no run.
 */
export function livelier(context: JobContext, sessions: SessionSource): [JobContext, SessionSource] {
  let last: JobProgress | undefined;
  const progress = (report: JobProgress): void => {
    last = report;
    context.progress(report);
  };
  const live = (): void => {
    if (last) context.progress(last);
  };
  const get: SessionSource['get'] = async (model, threads, copy) => {
    const session = await sessions.get(model, threads, copy);
    live();
    return {
      model: session.model,
      takesBytes: session.takesBytes ?? false,
      inputMemory: memoryOf(session),
      run: async (input, options) => {
        const outputs = await session.run(input, options);
        live();
        return outputs;
      },
    };
  };
  return [{ ...context, progress }, { get }];
}
