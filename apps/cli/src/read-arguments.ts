import { parseArgs, type ParseArgsConfig } from 'node:util';
import { OptionsError } from '@passerby/node';
import { UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options of every verb. */
export const helpOption = { help: { type: 'boolean', short: 'h' } } as const satisfies Options;

/** What a verb was called with: its options, typed, and everything else. */
export type Arguments<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/**
 * Reads a verb's arguments.
 * @throws UsageError for options that the verb does not have or that lack their value, and for empty words.
 */
export function readArguments<const O extends Options>(argv: readonly string[], options: O): Arguments<O> {
  const read = parse(argv, options);
  refuseEmpty(read);
  return read;
}

function parse<const O extends Options>(argv: readonly string[], options: O): Arguments<O> {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!isParseError(error)) throw error;
    // Node explains at length how to pass such a word on; the first sentence says it.
    const [sentence = ''] = error.message.split(/\.\s|\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`, { cause: error });
  }
}

/** A shell's variable that is not set becomes an empty word: an output folder of that name would be the current one. */
function refuseEmpty({
  values,
  positionals,
}: {
  readonly values: object;
  readonly positionals: readonly string[];
}): void {
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().includes('')) throw new UsageError(`Expected a value for --${name}, received an empty one.`);
  }
  if (positionals.includes('')) throw new UsageError('Expected a name, received an empty one.');
}

/**
 * Runs a check of the library's options and says its complaint in words of the command line: `faceModel` is `--face-model` there.
 * @throws UsageError in place of OptionsError.
 */
export function checkedOptions<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new UsageError(
      error.message.replace(/ for ([a-zA-Z]+)((\[\d+\]|\.\w+)*)/, (_, name: string) => ` for ${toFlag(name)}`),
      { cause: error },
    );
  }
}

function toFlag(name: string): string {
  if (name === 'regions') return '--region';
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function isParseError(error: unknown): error is Error {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return error instanceof Error && code !== undefined && code.startsWith('ERR_PARSE_ARGS');
}
