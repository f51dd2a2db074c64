export interface DelaySummary {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

/** @throws Error where there is nothing to summarize. */
export function summarizeDelays(delaysMs: readonly number[]): DelaySummary {
  const sorted = delaysMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  if (sorted.length === 0) throw new Error('Expected at least one delay.');
  return { count: sorted.length, medianMs: at(0.5), p95Ms: at(0.95) };
}
