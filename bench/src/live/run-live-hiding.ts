import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ClipServer } from '@passerby/live';
import { filmMarked } from './film-marked.ts';
import { LiveGateway } from './live-gateway.ts';
import { watchClip, type SeenClip } from './measure-hiding.ts';

/** `live-hiding`: drawn streets through the gateway and back by FFmpeg: who is exposed, what is hidden without need, how much is carded. */
export async function runLiveHiding(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seeds: { type: 'string', default: '10' },
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
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      const name = `live ${seed}`;
      const clip = await filmMarked(values.cache, { seed: name, stratum: 'street', ...size });
      await using cameras = await ClipServer.start([{ name: 'cam', path: clip.path }], {
        listen: { host: '127.0.0.1', port: 0 },
      });
      const camera = {
        name: 'gate',
        source: cameras.urlOf('cam'),
        text: values.text === 'all' ? 'all' : 'none',
      } as const;
      await using gateway = await LiveGateway.start(folder, [camera]);
      const row = { seed: name, ...(await watchClip(gateway.urls['gate'] ?? '', clip.path, clip.truth, 60_000)) };
      rows.push(row);
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
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
