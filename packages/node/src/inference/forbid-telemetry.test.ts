import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const node = new URL('../../dist/main.js', import.meta.url).href;
const session = new URL('../../dist/inference/ort-node-session.js', import.meta.url).href;
const findModel = new URL('../../dist/models/find-model.js', import.meta.url).href;
let folder: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-telemetry-'));
  home = join(folder, 'home');
  await mkdir(home);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a program as a user would: in a home of its own, and without what makes ONNX Runtime quiet by itself (CI, tests). */
async function runAtHome(code: string): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: home, LOCALAPPDATA: home };
  const program = join(folder, 'program.mjs');
  await writeFile(program, code);
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  return stdout;
}

const openTextModel = `
  const { OrtNodeSession } = await import('${session}');
  const { findModel } = await import('${findModel}');
  const model = await findModel('text');
  const opened = await OrtNodeSession.open('text', model.bytes);
  await opened.run({ data: new Float32Array(3 * 32 * 32), dims: [1, 3, 32, 32] });
  await opened[Symbol.asyncDispose]();
  process.stdout.write('looked');`;

describe('forbidTelemetry', () => {
  it('keeps ONNX Runtime from leaving an identifier and a store of events in the home of the user', async () => {
    expect(await runAtHome(openTextModel)).toBe('looked');
    expect(await readdir(home)).toEqual([]);
  });

  it('refuses a session in a thread of a process that was not told', async () => {
    const inThread = `
      const { Worker } = await import('node:worker_threads');
      const code = ${JSON.stringify(`import('${session}').then(async ({ OrtNodeSession }) => {
        try { await OrtNodeSession.open('text', new Uint8Array()); } catch (error) { process.stdout.write(error.message); }
      });`)};
      new Worker(code, { eval: true });`;
    expect(await runAtHome(inThread)).toContain('Expected ORT_DISABLE_TELEMETRY=1');
  });

  it('leaves the environment of a process that only loads the library as it is', async () => {
    expect(
      await runAtHome(`await import('${node}'); process.stdout.write(String(process.env.ORT_DISABLE_TELEMETRY));`),
    ).toBe('undefined');
  });
});
