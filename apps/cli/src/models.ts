import { addModel, listModels } from '@passerby/node';
import { exitDone } from './exit-codes.ts';
import { helpOption, readArguments } from './read-arguments.ts';
import type { Streams } from './run-listener.ts';
import { UsageError } from './usage-error.ts';
import { untilInterrupted } from './until-interrupted.ts';

const modelsFlags = { ...helpOption, 'models-dir': { type: 'string' } } as const;

export const modelsHelp = `passerby models [list]
passerby models add NAME

Lists the models that find faces and text, with their licences, or fetches one from its pinned source (yunet) and checks its hash.

      --models-dir DIR   the folder to look in first, or to fetch into (default: your user data folder)
`;

/** `passerby models`: gives the exit code. */
export async function models(argv: readonly string[], streams: Streams): Promise<number> {
  const { values: flags, positionals } = readArguments(argv, modelsFlags);
  if (flags.help) {
    streams.stdout.write(modelsHelp);
    return exitDone;
  }
  const [action = 'list', name, ...rest] = positionals;
  const places = { modelsDir: flags['models-dir'] };
  if (action === 'list' && name === undefined) return list(places, streams);
  if (action === 'add' && name !== undefined && rest.length === 0) {
    const path = await untilInterrupted((signal) => addModel(name, { ...places, signal }));
    streams.stdout.write(`${name} → ${path}\n`);
    return exitDone;
  }
  throw new UsageError(
    `Expected \`models list\` or \`models add NAME\`, received ${JSON.stringify(positionals.join(' '))}.`,
  );
}

async function list(places: { readonly modelsDir: string | undefined }, streams: Streams): Promise<number> {
  for (const { manifest, path } of await listModels(places)) {
    const how = manifest.url ? `\`passerby models add ${manifest.name}\` fetches it` : 'comes with an npm package';
    streams.stdout.write(
      `${manifest.name}: ${manifest.task}; ${path ?? `not installed (${how})`}\n  licence: ${manifest.licence}\n  trained on: ${manifest.trainedOn}\n  source: ${manifest.source}\n`,
    );
  }
  return exitDone;
}
