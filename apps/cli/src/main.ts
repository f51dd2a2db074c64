import { describeFailure, OptionsError, toolVersions } from '@passerby/node';
import { cameras } from './cameras.ts';
import { debugDetails } from './debug-details.ts';
import { demo } from './demo.ts';
import { exitDone, exitFailed, exitUsage } from './exit-codes.ts';
import { help, overview } from './help.ts';
import { hide } from './hide.ts';
import { live } from './live.ts';
import { models } from './models.ts';
import type { Streams } from './run-listener.ts';
import { studio } from './studio.ts';
import { UsageError } from './usage-error.ts';
import { Interrupted } from './until-interrupted.ts';
import { verify } from './verify.ts';

type Verb = (argv: readonly string[], streams: Streams) => Promise<number>;

const verbs: Readonly<Record<string, Verb>> = { hide, verify, studio, live, cameras, demo, models, help };

/** The program: reads the verb, runs it, and turns whatever went wrong into one sentence and an exit code. */
export async function main(argv: readonly string[], streams: Streams = process): Promise<number> {
  const [first, ...rest] = argv;
  try {
    if (first === '--version' || first === '-v') {
      streams.stdout.write(`${toolVersions()['passerby']}\n`);
      return exitDone;
    }
    if (first === '--help' || first === '-h') return await help(rest, streams);
    if (first === undefined) throw new UsageError(`Expected a verb.\n\n${overview.trimEnd()}`);
    const verb = Object.hasOwn(verbs, first) ? verbs[first] : undefined;
    if (!verb)
      throw new UsageError(
        `Expected hide, verify, studio, live, cameras, demo, models or help, received ${JSON.stringify(first)}.`,
      );
    return await verb(rest, streams);
  } catch (error) {
    streams.stderr.write(`passerby: ${sentenceFor(error)}\n${debugDetails(error)}`);
    return exitCodeFor(error);
  }
}

function exitCodeFor(error: unknown): number {
  if (error instanceof Interrupted) return error.exitCode;
  return error instanceof UsageError || error instanceof OptionsError ? exitUsage : exitFailed;
}

function sentenceFor(error: unknown): string {
  const isOwn = error instanceof Interrupted || error instanceof UsageError;
  return isOwn ? error.message : describeFailure(error).message;
}
