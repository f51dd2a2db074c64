import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Processes that run; one that has ended and whose parent has not asked how runs no more. */
export function livingProcesses(): readonly { readonly id: number; readonly parentId: number }[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=']).toString().trim().split('\n');
  return listed.flatMap((line) => {
    const [id, parentId, state = ''] = line.trim().split(/\s+/);
    return state.startsWith('Z') ? [] : [{ id: Number(id), parentId: Number(parentId) }];
  });
}

/** Waits until none of them runs; gives those that still do after `timeoutMs`. */
export async function survivorsOf(ids: readonly number[], timeoutMs: number): Promise<readonly number[]> {
  const startedMs = performance.now();
  for (;;) {
    const living = livingProcesses();
    const survivors = ids.filter((id) => living.some((one) => one.id === id));
    if (survivors.length === 0 || performance.now() - startedMs > timeoutMs) return survivors;
    await delay(100);
  }
}
