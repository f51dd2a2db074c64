/**
 * Runs `work` for every item, `lanes` at a time, in order of the items. Gives the results in that order.
 * After the first rejection no further item is begun; the rejection is passed on once all that were begun have settled.
 */
export async function runSideBySide<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (hasFailed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return results;
}
