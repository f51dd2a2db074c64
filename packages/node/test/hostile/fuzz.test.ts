import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { EngineError, liveFrames, parsePlan, PlanError, serializePlan, type Plan } from '@passerby/engine';
import { createWorkerPool, hideFile, JobError, verifyFile } from '@passerby/node';
import { damageBytes, drawSpecimens, type Specimen } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEverything } from './read-everything.ts';

const seed = 'hostile';
let folder = '';
let specimens: readonly Specimen[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-fuzz-'));
  specimens = await drawSpecimens(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The file of one case: each specimen in turn, with another one as the donor. */
async function writeCase(index: number): Promise<{ readonly file: string; readonly name: string }> {
  const specimen = specimens[index % specimens.length]!;
  const donor = specimens[(index * 7 + 3) % specimens.length]!;
  const { kind, bytes } = damageBytes(specimen.bytes, donor.bytes, `${seed} ${index}`);
  const file = join(folder, `case${extname(specimen.name)}`);
  await writeFile(file, bytes);
  return { file, name: `case ${index}, ${specimen.name}, ${kind}` };
}

describe('damaged files', () => {
  it('are specimens that all can be read before they are damaged', async () => {
    const unread: string[] = [];
    for (const { name, bytes } of specimens) {
      const file = join(folder, name);
      await writeFile(file, bytes);
      if ((await readEverything(file)) === 0) unread.push(name);
      await rm(file);
    }
    expect(unread).toEqual([]);
  });

  it('are read or refused in one of our own sentences, 200 of them, and leave no frame alive', async () => {
    const odd: string[] = [];
    let read = 0;
    for (let index = 0; index < 200; index++) {
      const { file, name } = await writeCase(index);
      try {
        if ((await readEverything(file)) > 0) read++;
      } catch (error) {
        if (!(error instanceof EngineError) || !isOneSentence(error.message)) odd.push(`${name}: ${String(error)}`);
      }
      if (liveFrames() !== 0) odd.push(`${name}: ${liveFrames()} frames left`);
      await rm(file);
    }
    expect(odd).toEqual([]);
    expect(read).toBeGreaterThan(50);
    expect(read).toBeLessThan(200);
  });

  it('end hidden or failed in the worker processes, each for itself, and leave nothing unfinished', async () => {
    await using pool = createWorkerPool({ size: 1, stallTimeoutMs: 30_000 });
    const odd: string[] = [];
    for (let index = 1000; index < 1040; index++) {
      const { file, name } = await writeCase(index);
      const before = await readdir(folder);
      const options = { pool, text: 'none', audio: 'keep', verify: false } as const;
      odd.push(
        ...(await oddEndOf(name, async () => {
          const hidden = await hideFile(file, (extension) => join(folder, `out${extension}`), options);
          await rm(hidden.output);
        })),
      );
      const after = await readdir(folder);
      if (after.join() !== before.join()) odd.push(`${name}: left ${after.join()}`);
      await rm(file);
    }
    expect(odd).toEqual([]);
  });

  it('end verified or failed in the worker processes', async () => {
    await using pool = createWorkerPool({ size: 1, stallTimeoutMs: 30_000 });
    const odd: string[] = [];
    for (let index = 2000; index < 2020; index++) {
      const { file, name } = await writeCase(index);
      odd.push(...(await oddEndOf(name, () => verifyFile(file, { pool, text: 'none' }))));
      await rm(file);
    }
    expect(odd).toEqual([]);
  });
});

/** What is to be said of work that ends neither well nor with one of our own refusals. */
async function oddEndOf(name: string, work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (!(error instanceof JobError)) return [`${name}: ${String(error)}`];
    const isRefusal = error.code !== 'unexpected' && error.code !== 'crashed' && isOneSentence(error.message);
    return isRefusal ? [] : [`${name}: ${error.message} ${error.details}`];
  }
}

describe('damaged plans', () => {
  const plan: Plan = {
    format: 'passerby-plan',
    version: 1,
    media: { width: 64, height: 48, frameCount: 6, durationSeconds: 0.24, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [
      {
        id: '0123456789abcdef',
        kind: 'region',
        fromSeconds: 0,
        throughSeconds: 0.24,
        keyframes: [{ seconds: 0, box: { x: 1, y: 2, width: 30, height: 20 }, origin: 'drawn' }],
      },
    ],
  };

  it('are read or refused in one of our own sentences', () => {
    const bytes = Buffer.from(serializePlan(plan));
    for (let index = 0; index < 300; index++) {
      const damaged = damageBytes(bytes, bytes, `plan ${index}`).bytes.toString('utf8');
      try {
        expect(parsePlan(damaged).format).toBe('passerby-plan');
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
        expect(isOneSentence((error as Error).message)).toBe(true);
      }
    }
  });
});

function isOneSentence(text: string): boolean {
  return /^[A-Z][^\n]{10,400}\.$/.test(text);
}
