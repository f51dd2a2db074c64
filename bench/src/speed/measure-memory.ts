import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureCommand } from './measure-command.ts';

/** Peak memory of hiding clips of one kind and of different lengths. */
export interface MemoryRow {
  readonly height: number;
  readonly minutes: number;
  readonly framesPerSecond: number;
  readonly frames: number;
  readonly peakMegabytes: number | undefined;
  readonly wallSeconds: number;
}

/** Pictures a second of these clips: what is held is held by pictures and by seconds, and an hour at 30 a second would take hours. */
const framesPerSecond = 5;
const drawnFramesPerSecond = 30;

/** Hides clips of these lengths, made of a drawn one by repeating and slowing its packets, one after the other. */
export async function measureMemory(
  drawn: string,
  height: number,
  minutes: readonly number[],
  cacheDir: string,
): Promise<readonly MemoryRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-memory-'));
  try {
    const rows: MemoryRow[] = [];
    for (const length of minutes) {
      const input = join(cacheDir, `slow-${height}p-${length}min.mp4`);
      if (!existsSync(input)) slowDown(drawn, length, input);
      const script = fileURLToPath(new URL('./hide-once.js', import.meta.url));
      const options = JSON.stringify({ text: 'none', verify: false, overwrite: true });
      const { peakMegabytes, wallSeconds } = await measureCommand(process.execPath, [
        script,
        input,
        join(folder, 'out.mp4'),
        options,
      ]);
      const frames = length * 60 * framesPerSecond;
      rows.push({ height, minutes: length, framesPerSecond, frames, peakMegabytes, wallSeconds });
      process.stderr.write(`${describeMemory(rows.slice(-1))}\n`);
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A line for each length. */
export function describeMemory(rows: readonly MemoryRow[]): string {
  return rows
    .map(
      ({ height, minutes, frames, peakMegabytes }) =>
        `${height}p, ${minutes} min, ${frames} frames: peak memory ${peakMegabytes?.toFixed(0) ?? '–'} MB`,
    )
    .join('\n');
}

function slowDown(drawn: string, minutes: number, file: string): void {
  const scale = drawnFramesPerSecond / framesPerSecond;
  const flags = `-nostdin -v error -y -itsscale ${scale} -stream_loop -1 -i ${drawn} -c copy -t ${minutes * 60} ${file}`;
  execFileSync('ffmpeg', flags.split(' '));
}
