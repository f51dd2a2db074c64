import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitDone } from './exit-codes.ts';
import { hide } from './hide.ts';
import { importStreet } from './import-street.ts';
import { helpOption, readArguments } from './read-arguments.ts';
import type { Streams } from './run-listener.ts';
import { UsageError } from './usage-error.ts';

const folder = 'demo';

export const demoHelp = `passerby demo

Draws a street with people, cars, plates and signs as demo/street.jpg and demo/street.mp4 (10 seconds), hides everyone in them into demo/hidden/, and verifies that. Run again, it replaces these four files and nothing else.
`;

/** `passerby demo`: gives the exit code. */
export async function demo(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, helpOption);
  if (flags.help) {
    streams.stdout.write(demoHelp);
    return exitDone;
  }
  if (positionals.length > 0)
    throw new UsageError(`Expected nothing after demo, received ${JSON.stringify(positionals[0])}.`);
  // Only here, so that the other verbs never load what draws and films.
  const { demoClip, demoPhoto, writeClip, writePhoto } = await importStreet();
  const photo = join(folder, 'street.jpg');
  const clip = join(folder, 'street.mp4');
  const hiddenFolder = join(folder, 'hidden');
  await mkdir(hiddenFolder, { recursive: true });
  streams.stdout.write(`Drawing ${photo} and ${clip}…\n`);
  await writePhoto(photo, demoPhoto);
  await writeClip(clip, demoClip);
  const exitCode = await hide([photo, clip, '-o', hiddenFolder, '--overwrite'], streams);
  if (exitCode === exitDone)
    streams.stdout.write(`Compare ${folder} with ${hiddenFolder}: no real person is in either.\n`);
  return exitCode;
}
