import { runCommand } from './run-command.ts';

const RATE = 8000;
/** Share of the sound's energy that a planted tone has at least. */
const MIN_SHARE = 0.05;

/** True if any sound track of the file holds a tone of this pitch. */
export async function listenFor(file: string, hertz: number): Promise<boolean> {
  const { stdout } = await runCommand('ffmpeg', [
    '-v',
    'quiet',
    '-i',
    file,
    '-map',
    '0:a?',
    '-ac',
    '1',
    '-ar',
    String(RATE),
    '-f',
    's16le',
    '-',
  ]);
  const count = stdout.length >> 1;
  if (count < RATE / 4) return false;
  let energy = 0;
  let cosine = 0;
  let sine = 0;
  for (let i = 0; i < count; i += 1) {
    const value = stdout.readInt16LE(2 * i);
    const phase = (2 * Math.PI * hertz * i) / RATE;
    energy += value * value;
    cosine += value * Math.cos(phase);
    sine += value * Math.sin(phase);
  }
  return energy > 0 && (2 * (cosine * cosine + sine * sine)) / count / energy >= MIN_SHARE;
}
