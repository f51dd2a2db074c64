import { execFileSync } from 'node:child_process';
import type { MarkedClip } from './film-marked.ts';

/** CPU seconds for one second of a stream. */
export interface AloneCost {
  readonly decode: number;
  readonly encode: number;
}

/**
 * What FFmpeg needs to decode, and to encode, a camera's stream with the gateway's settings, on one thread each, in real time as a camera
 * sends it: a processor that is woken 15 times a second needs more for a frame than one that never sleeps.
 */
export function measureAlone({ path, truth }: MarkedClip, preset: string): AloneCost {
  const encoder = [
    '-c:v',
    'libx264',
    '-preset',
    preset,
    '-tune',
    'zerolatency',
    '-crf',
    '23',
    '-threads',
    '1',
    '-g',
    '30',
  ];
  const source = ['-threads', '1', '-re', '-i', path];
  const seconds = truth.frames.length / truth.fps;
  const decode = timeFfmpeg([...source, '-f', 'null', '-']) / seconds;
  return { decode, encode: timeFfmpeg([...source, ...encoder, '-f', 'null', '-']) / seconds - decode };
}

function timeFfmpeg(options: readonly string[]): number {
  const timed = execFileSync(
    'bash',
    ['-c', `{ TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1; } 2>&1`, '_', 'ffmpeg', '-loglevel', 'error', ...options],
    { encoding: 'utf8' },
  );
  const [user = 0, system = 0] = timed.trim().split(' ').map(Number);
  return user + system;
}
