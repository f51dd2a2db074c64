import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClipServer } from '@passerby/live';
import { filmMarked, type MarkedClip } from './film-marked.ts';
import { LiveGateway } from './live-gateway.ts';
import { watchClip, type SeenClip } from './measure-hiding.ts';

/** `live-hiding`: drawn streets through the gateway and back by FFmpeg: who is exposed, what is hidden without need, how much is carded. */
export async function runLiveHiding(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '10' },
      /** The first of them. */
      from: { type: 'string', default: '0' },
      /** Streets that are filmed, hidden and watched at the same time. */
      'at-once': { type: 'string', default: '2' },
      width: { type: 'string', default: '640' },
      text: { type: 'string', default: 'none' },
      cache: { type: 'string', default: join('bench', 'cache') },
      out: { type: 'string', default: join('bench', 'results', 'live-hiding.json') },
    },
  });
  const width = Number(values.width);
  const size = { width, height: Math.round((width * 9) / 32) * 2, seconds: 12 };
  const folder = await mkdtemp(join(tmpdir(), 'passerby-bench-'));
  const rows: (SeenClip & { readonly seed: string })[] = [];
  try {
    const [from, through] = [Number(values.from), Number(values.from) + Number(values.seeds)];
    for (let first = from; first < through; first += Number(values['at-once'])) {
      const count = Math.min(Number(values['at-once']), through - first);
      const seeds = Array.from({ length: count }, (_, index) => `live ${first + index}`);
      const clips: MarkedClip[] = [];
      for (const seed of seeds) clips.push(await filmMarked(values.cache, { seed, stratum: 'street', ...size }));
      const names = seeds.map((_, index) => `c${index}`);
      await using cameras = await ClipServer.start(
        clips.map(({ path }, index) => ({ name: names[index] ?? '', path })),
        { listen: { host: '127.0.0.1', port: 0 } },
      );
      const text = values.text === 'all' ? 'all' : 'none';
      await using gateway = await LiveGateway.start(
        folder,
        names.map((name) => ({ name, source: cameras.urlOf(name), text }) as const),
      );
      const seen = await Promise.all(
        clips.map(({ path, truth }, index) => watchClip(gateway.urls[names[index] ?? ''] ?? '', path, truth, 60_000)),
      );
      for (const [index, clip] of seen.entries()) {
        const row = { seed: seeds[index] ?? '', ...clip };
        rows.push(row);
        process.stdout.write(`${JSON.stringify(row)}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (rows.some(({ people }) => people === 0)) {
    throw new Error('Expected people in every street, received none: is the cache from an older version?');
  }
  const total = (field: keyof SeenClip): number => rows.reduce((sum, row) => sum + row[field], 0);
  const summary = {
    width,
    text: values.text,
    people: total('people'),
    etr1: total('exposedOnce') / total('people'),
    etr3: total('exposedThrice') / total('people'),
    slivers: total('slivers'),
    hiddenWithoutNeed: total('hiddenWithoutNeed') / rows.length,
    notCarded: total('received') / total('frames'),
    rows,
  };
  await writeFile(values.out, `${JSON.stringify(summary, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify({ ...summary, rows: undefined })}\n`);
}
