import type { Plan } from '@passerby/engine';
import { openMedia, readFrames } from '../../src/media/open-media.ts';
import type { WriteOptions } from '../../src/media/media.ts';

/** Writes a file as `hide` would with a plan that hides nothing. @returns what kind of media it is and where the output lies. */
export async function writeUnhidden(
  input: string,
  write: Partial<WriteOptions> = {},
): Promise<{ readonly kind: 'photo' | 'animation' | 'video'; readonly output: string }> {
  const walk = { signal: new AbortController().signal, onProgress: () => {} };
  await using media = await openMedia(input);
  const shown = readFrames(input, media.kind, walk);
  for await (const frame of shown.frames) frame[Symbol.dispose]();
  const count = media.kind === 'photo' ? { frameCount: 1, durationSeconds: 0 } : shown.count();
  const plan: Plan = {
    format: 'passerby-plan',
    version: 1,
    media: { width: media.width, height: media.height, ...count, sha256: '0'.repeat(64) },
    settings: { preset: 'head', text: 'none' },
    models: [],
    tracks: [],
  };
  const output = `${input}.hidden${media.extension}`;
  await media.writeHidden(plan, output, { hide: {}, quality: 'fast', audio: 'drop', ...write }, walk);
  return { kind: media.kind, output };
}
