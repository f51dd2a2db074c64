import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { survivorsOf } from './living-processes.ts';

it('a worker ends after its gateway was killed, also while its main thread is blocked', async () => {
  const program = fileURLToPath(new URL('./blocked-camera-worker.js', import.meta.url));
  const gateway = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(gateway.stdout, 'data')) as [Buffer];
  const workerId = Number(said.toString());
  expect(await survivorsOf([workerId], 0)).toEqual([workerId]);
  gateway.kill('SIGKILL');
  const survivors = await survivorsOf([workerId], 10_000);
  for (const id of survivors) process.kill(id, 'SIGKILL');
  expect(survivors).toEqual([]);
});
