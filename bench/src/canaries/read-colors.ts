import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFile } from '@passerby/node';
import type { Color } from '@passerby/street';
import type { FoundBy } from './find-survivors.ts';
import { runCommand } from './run-command.ts';

/** Edge of the small pictures that are compared, in pixels. */
const EDGE = 16;
/** How far a channel may be off after coding. */
const TOLERANCE = 60;
/** Share of a picture that a planted background fills at least. */
const MIN_SHARE = 0.15;

/** A picture or frame found in a file. */
export interface SeenPicture {
  readonly foundBy: FoundBy;
  /** True if a good part of it has this colour. */
  readonly shows: (color: Color) => boolean;
}

/** Decodes every frame of every video stream, edit lists ignored, colours under transparency shown, and every picture that our audit finds inside the file. */
export async function readColors(file: string, bytes: Buffer): Promise<SeenPicture[]> {
  const seen = await decodeStreams(file, 'decoder');
  const { findings } = await auditFile(file);
  const inner = findings.filter(
    ({ kind }) => kind === 'thumbnail' || kind === 'second-picture' || kind === 'embedded-file',
  );
  for (const { offset, length } of inner) {
    const folder = await mkdtemp(join(tmpdir(), 'passerby-inner-'));
    try {
      const part = join(folder, 'inner');
      await writeFile(part, bytes.subarray(offset, offset + length));
      seen.push(...(await decodeStreams(part, 'audit')));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return seen;
}

async function decodeStreams(file: string, foundBy: FoundBy): Promise<SeenPicture[]> {
  const { stdout } = await runCommand('ffprobe', [
    '-v',
    'error',
    '-select_streams',
    'v',
    '-show_entries',
    'stream=index',
    '-of',
    'csv=p=0',
    file,
  ]);
  const streams = stdout
    .toString()
    .split('\n')
    .map((line) => line.replace(',', '').trim())
    .filter((line) => line !== '');
  const seen: SeenPicture[] = [];
  for (const stream of new Set(streams)) seen.push(...(await decodeStream(file, stream, foundBy)));
  return seen;
}

async function decodeStream(file: string, stream: string, foundBy: FoundBy): Promise<SeenPicture[]> {
  const whole = await decode(['-ignore_editlist', '1'], file, stream);
  // Formats without edit lists do not know the option.
  const pixels = whole.length > 0 ? whole : await decode([], file, stream);
  const frameBytes = EDGE * EDGE * 4;
  const seen: SeenPicture[] = [];
  for (let at = 0; at + frameBytes <= pixels.length; at += frameBytes) {
    const frame = pixels.subarray(at, at + frameBytes);
    seen.push({ foundBy, shows: (color) => shareOf(frame, color) >= MIN_SHARE });
  }
  return seen;
}

async function decode(options: readonly string[], file: string, stream: string): Promise<Buffer> {
  const scale = `format=rgba,scale=${EDGE}:${EDGE}:flags=neighbor`;
  const args = [
    '-v',
    'quiet',
    ...options,
    '-i',
    file,
    '-map',
    `0:${stream}`,
    '-vf',
    scale,
    '-pix_fmt',
    'rgba',
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  ];
  return (await runCommand('ffmpeg', args)).stdout;
}

function shareOf(rgba: Buffer, { red, green, blue }: Color): number {
  let count = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const isNear =
      Math.abs(rgba[at]! - red) <= TOLERANCE &&
      Math.abs(rgba[at + 1]! - green) <= TOLERANCE &&
      Math.abs(rgba[at + 2]! - blue) <= TOLERANCE;
    if (isNear) count += 1;
  }
  return (count * 4) / rgba.length;
}
