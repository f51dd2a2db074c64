/** Where playing should be, behind the newest picture, in seconds: enough for the network's jitter. */
const usualLagSeconds = 0.08;

/** A viewer further behind jumps. */
const farthestLagSeconds = 1;

/** What to do with the playhead. */
export type EdgeStep = { readonly seekTo: number } | { readonly rate: number };

/**
 * Keeps a playhead at the live edge. `playhead` and `edge` (the time of the newest picture) in seconds of the stream. Small differences are
 * run in, a large one is jumped over: a viewer that was away must not run behind for ever.
 */
export function followEdge(playhead: number, edge: number): EdgeStep {
  const lag = edge - playhead;
  if (lag > farthestLagSeconds || lag < -farthestLagSeconds / 2) return { seekTo: Math.max(0, edge - usualLagSeconds) };
  if (lag > 3 * usualLagSeconds) return { rate: 1.1 };
  if (lag > 2 * usualLagSeconds) return { rate: 1.03 };
  if (lag < usualLagSeconds / 2) return { rate: 0.95 };
  return { rate: 1 };
}
