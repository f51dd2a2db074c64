import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Canary } from '@passerby/street';
import { listenFor } from './listen-for.ts';
import { readColors } from './read-colors.ts';
import { runCommand } from './run-command.ts';
import { spellNeedle } from './spell-needle.ts';
import { unpackAll } from './unpack.ts';

/** How a canary was found again. */
export type FoundBy = 'bytes' | 'unpacked bytes' | 'exiftool' | 'ffprobe' | 'file system' | 'decoder' | 'audit';

/** A canary that is still in an output. */
export interface Survivor {
  readonly canary: string;
  readonly foundBy: FoundBy;
}

/** Looks for canaries in an output in every way that we know: bytes at several encodings, packed pieces, metadata readers, decoders that ignore edit lists. */
export async function findSurvivors(output: string, canaries: readonly Canary[]): Promise<Survivor[]> {
  const bytes = await readFile(output);
  const haystacks: readonly (readonly [FoundBy, Buffer])[] = [
    ['bytes', bytes],
    ['unpacked bytes', Buffer.concat(unpackAll(bytes))],
    ['exiftool', await askExiftool(output)],
    ['ffprobe', await askFfprobe(output)],
    ['file system', await readFileSystem(output)],
  ];
  const colors = canaries.some(({ color }) => color !== undefined) ? await readColors(output, bytes) : [];
  const survivors: Survivor[] = [];
  for (const canary of canaries) {
    const spelled = canary.needles.flatMap((needle) => spellNeedle(needle));
    const inBytes = haystacks.find(([, haystack]) =>
      spelled.some((needle) => needle.length > 3 && haystack.includes(needle)),
    );
    const seen = canary.color === undefined ? undefined : colors.find(({ shows }) => shows(canary.color!));
    const isHeard = canary.toneHertz !== undefined && (await listenFor(output, canary.toneHertz));
    const foundBy = inBytes?.[0] ?? seen?.foundBy ?? (isHeard ? 'decoder' : undefined);
    if (foundBy !== undefined) survivors.push({ canary: canary.name, foundBy });
  }
  return survivors;
}

/** What exiftool says, embedded data of tracks included; not what it knows from the file system. */
async function askExiftool(file: string): Promise<Buffer> {
  const { stdout } = await runCommand('exiftool', [
    '-j',
    '-n',
    '-a',
    '-u',
    '-U',
    '-ee',
    '-G1',
    '--System:all',
    '-api',
    'RequestAll=3',
    file,
  ]);
  const text = stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => !line.includes('"SourceFile"'));
  return Buffer.from(text.join('\n'), 'latin1');
}

async function askFfprobe(file: string): Promise<Buffer> {
  const entries = ['-show_format', '-show_streams', '-show_chapters', '-show_programs'];
  const { stdout } = await runCommand('ffprobe', ['-v', 'error', '-of', 'json', ...entries, file]);
  return Buffer.from(
    stdout
      .toString('latin1')
      .split('\n')
      .filter((line) => !line.includes('"filename": "/'))
      .join('\n'),
    'latin1',
  );
}

async function readFileSystem(file: string): Promise<Buffer> {
  const { mtime } = await stat(file);
  const time = mtime.toISOString();
  return Buffer.from(`${basename(file)}\n${time}\n${time.replace('T', ' ')}`);
}
