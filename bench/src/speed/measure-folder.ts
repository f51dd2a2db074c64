import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePhoto } from '@passerby/street';
import { measureCommand } from './measure-command.ts';
import { median } from './median.ts';

/** A folder of photos, hidden with all cores and with one. */
export interface FolderSpeed {
  readonly photos: number;
  readonly allCoresSeconds: number;
  readonly oneCoreSeconds: number;
  /** How many times faster all cores are. */
  readonly ratio: number;
}

const drawnPhotos = 10;

/** Draws some photos, copies them until there are enough, and hides the folder by the command line in turns. Linux only: `taskset`. */
export async function measureFolder(photos: number, rounds: number): Promise<FolderSpeed> {
  const folder = await mkdtemp(join(tmpdir(), 'passerby-folder-'));
  try {
    const inputs = join(folder, 'in');
    await mkdir(inputs);
    for (let number = 0; number < photos; number++) {
      const file = join(inputs, `${number}.jpg`);
      if (number < drawnPhotos) await writePhoto(file, { seed: `folder ${number}`, width: 1280, height: 960 });
      else await cp(join(inputs, `${number % drawnPhotos}.jpg`), file);
    }
    const program = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));
    const hide = [program, 'hide', inputs, '-o', join(folder, 'out'), '--overwrite', '--no-verify'];
    const all: number[] = [];
    const one: number[] = [];
    for (let round = 0; round < rounds; round++) {
      all.push(await secondsOf(process.execPath, hide));
      one.push(await secondsOf('taskset', ['-c', '0', process.execPath, ...hide]));
    }
    const allCoresSeconds = median(all);
    const oneCoreSeconds = median(one);
    return { photos, allCoresSeconds, oneCoreSeconds, ratio: oneCoreSeconds / allCoresSeconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function secondsOf(command: string, args: readonly string[]): Promise<number> {
  return (await measureCommand(command, args)).wallSeconds;
}

/** One line for people. */
export function describeFolderSpeed({ photos, allCoresSeconds, oneCoreSeconds, ratio }: FolderSpeed): string {
  return `A folder of ${photos} photos of 1.2 MP: ${allCoresSeconds.toFixed(1)} s, on one core ${oneCoreSeconds.toFixed(1)} s: ${ratio.toFixed(2)} ×.`;
}
