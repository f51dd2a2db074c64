import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Peer } from './peer.ts';

/** https://pypi.org/project/deface/, MIT: CenterFace on every frame, no tracking, no check. */
const pinned = 'deface==1.5.0';
/** The encoder that all others use. */
const encoder = '{"codec":"libx264","preset":"veryfast","crf":"20"}';

/** What came of installing it. */
export type Installed = { readonly peers: readonly Peer[] } | { readonly why: string };

/** Puts deface into a virtual environment in the cache, unless it is there. Where Python or its package index is not, says why. */
export async function installDeface(cacheDir: string): Promise<Installed> {
  const home = join(cacheDir, 'deface');
  const program = join(home, 'bin', 'deface');
  const run = promisify(execFile);
  try {
    if (!existsSync(program)) {
      await mkdir(dirname(home), { recursive: true });
      await run('python3', ['-m', 'venv', home]);
      await run(join(home, 'bin', 'pip'), ['install', '--quiet', pinned, 'onnx', 'onnxruntime']);
    }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
    return { why: `not run: ${reason}` };
  }
  const always = `{input} --replacewith solid --ffmpeg-config ${encoder} -o {output}`;
  return {
    peers: [
      { name: 'deface', command: `${program} ${always}` },
      { name: 'deface --boxes --mask-scale 2', command: `${program} --boxes --mask-scale 2 ${always}` },
    ],
  };
}
