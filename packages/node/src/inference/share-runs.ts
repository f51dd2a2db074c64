import { memoryOf, OptionsError, type InferenceSession } from '@passerby/engine';

/**
 * Several sessions of one model as one: a run goes to the session that has the fewest to do. Runs of two looks are done side by side, which costs
 * less processor time than two threads in each run. Borrows the sessions; the failure of one is the failure of the run that it was given.
 * @throws OptionsError where there is no session.
 */
export function shareRuns(sessions: readonly InferenceSession[]): InferenceSession {
  const [first] = sessions;
  if (!first) throw new OptionsError('Expected at least one session to share runs, received none.');
  if (sessions.length === 1) return first;
  const loads = sessions.map((session) => ({ session, running: 0 }));
  const leastLoaded = (): (typeof loads)[number] => loads.reduce((a, b) => (b.running < a.running ? b : a));
  return {
    model: first.model,
    takesBytes: first.takesBytes ?? false,
    inputMemory: (byteLength) => memoryOf(leastLoaded().session)(byteLength),
    run: async (input, options) => {
      const load = leastLoaded();
      load.running++;
      try {
        return await load.session.run(input, options);
      } finally {
        load.running--;
      }
    },
  };
}
