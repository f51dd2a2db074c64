import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createWorkerPool, hideFile, type WorkerPool } from '@passerby/node';
import { writePhoto } from '@passerby/street';
import sharp from 'sharp';
import { runCommand } from '../canaries/run-command.ts';
import { deltaE } from './delta-e.ts';

/** A photo in some colour space, made by ImageMagick from an sRGB one. */
interface Specimen {
  readonly name: string;
  readonly file: string;
  /** What `convert` does to the photo. `ICC` stands for the folder of profiles. */
  readonly steps: readonly string[];
}

const specimens: readonly Specimen[] = [
  { name: 'sRGB, no profile', file: 'srgb.jpg', steps: ['-quality', '95'] },
  { name: 'Adobe RGB', file: 'adobe.jpg', steps: ['-profile', 'ICC/a98.icc', '-quality', '95'] },
  { name: 'ProPhoto, 16 bits', file: 'prophoto.png', steps: ['-profile', 'ICC/rommrgb.icc', '-depth', '16'] },
  { name: 'sRGB, 16 bits, alpha', file: 'deep.png', steps: ['-alpha', 'set', '-depth', '16'] },
  { name: 'CMYK with a profile', file: 'cmyk.jpg', steps: ['-profile', 'ICC/default_cmyk.icc', '-quality', '95'] },
  { name: 'gray with a profile', file: 'gray.jpg', steps: ['-profile', 'ICC/sgray.icc', '-quality', '95'] },
  { name: 'gray, 16 bits', file: 'gray.png', steps: ['-colorspace', 'Gray', '-depth', '16'] },
  { name: 'lossy WebP', file: 'lossy.webp', steps: ['-quality', '95'] },
];
/** Display P3 by sharp, which has that profile; ImageMagick judges it all the same. */
const displayP3 = { name: 'Display P3', file: 'p3.jpg' };

interface Row {
  readonly name: string;
  readonly medianDeltaE: number;
  readonly p95DeltaE: number;
}

/**
 * Do colours stay right? A drawn street without people, in several colour spaces, is written by `hide` and compared with what ImageMagick
 * (LittleCMS) makes of the same file. Needs ImageMagick's `convert` and `identify` and Ghostscript's profiles (Debian: imagemagick, libgs-common).
 */
export async function runColors(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      profiles: { type: 'string', default: '/usr/share/color/icc/ghostscript' },
      out: { type: 'string', default: join('results', 'colors.json') },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'passerby-colors-'));
  const rows: Row[] = [];
  try {
    await using pool = createWorkerPool({ size: 1 });
    const srgb = join(values.profiles, 'srgb.icc');
    const photo = join(folder, 'street.png');
    await writePhoto(join(folder, 'street.jpg'), { seed: 'colors', people: 0, vehicles: 0, signs: 0 });
    await sharp(join(folder, 'street.jpg')).png().toFile(photo);
    for (const { name, file, steps } of specimens) {
      const resolved = steps.map((step) => step.replace('ICC', values.profiles));
      // A profile that follows another converts: the first says what the pixels are.
      const assigned = resolved.includes('-profile') ? ['-profile', srgb] : [];
      await convert([photo, ...assigned, ...resolved, join(folder, file)]);
      rows.push({ name, ...(await compare(join(folder, file), srgb, pool)) });
    }
    const { name, file } = displayP3;
    await sharp(photo).withIccProfile('p3').jpeg({ quality: 95 }).toFile(join(folder, file));
    rows.push({ name, ...(await compare(join(folder, file), srgb, pool)) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify({ bench: 'colors', rows }, undefined, 2)}\n`);
  process.stdout.write(`${table(rows)}\n`);
}

async function compare(file: string, srgb: string, pool: WorkerPool): Promise<Omit<Row, 'name'>> {
  const reference = `${file}.reference.png`;
  const { stdout } = await runCommand('/usr/bin/identify', ['-format', '%[profile:icc]', file]);
  // From the file's own profile to sRGB; `-colorspace` before it would convert by rule of thumb.
  const toSrgb = stdout.length > 0 ? ['-profile', srgb] : ['-colorspace', 'sRGB'];
  await convert([file, '-alpha', 'off', ...toSrgb, '-depth', '8', `PNG24:${reference}`]);
  const { output } = await hideFile(file, (extension) => `${file.slice(0, -extname(file).length)}.hidden${extension}`, {
    text: 'none',
    verify: false,
    pool,
  });
  const [ours, theirs] = [await readRgb(output), await readRgb(reference)];
  const distances = new Float64Array(ours.length / 3);
  for (let at = 0; at < distances.length; at++) distances[at] = deltaE(colorOf(ours, at), colorOf(theirs, at));
  distances.sort();
  const quantile = (share: number): number => distances[Math.floor(share * (distances.length - 1))] ?? Number.NaN;
  return { medianDeltaE: quantile(0.5), p95DeltaE: quantile(0.95) };
}

async function convert(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runCommand('/usr/bin/convert', args);
  if (exitCode !== 0) throw new Error(`ImageMagick failed: ${stderr}`);
}

async function readRgb(file: string): Promise<Buffer> {
  return sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
}

function colorOf(rgb: Buffer, at: number): [number, number, number] {
  return [rgb[3 * at] ?? 0, rgb[3 * at + 1] ?? 0, rgb[3 * at + 2] ?? 0];
}

function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${row.name} | ${row.medianDeltaE.toFixed(2)} | ${row.p95DeltaE.toFixed(2)} |`);
  return ['| input | median ΔE | 95 % below |', '|---|---|---|', ...lines].join('\n');
}
