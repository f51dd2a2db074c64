import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { describeValue, explainIssue } from '@passerby/engine';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document, type Scalar } from 'yaml';
import type { z } from 'zod';
import { isLoopbackHost } from './address.ts';
import { ConfigError, type ConfigFault } from './config-error.ts';
import { configSchema } from './config-schema.ts';
import { hasVariables, insertVariables } from './insert-variables.ts';
import { takeApart, type LiveConfig } from './live-config.ts';

/** Longest configuration that is read, in bytes. */
const maxBytes = 1024 * 1024;

export interface ConfigOptions {
  /** Variables of the environment, for `${NAME}`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads `passerby.yaml`.
 * @throws ConfigError with one line per fault, each with its line, column and field; never with a secret's text.
 */
export async function loadConfig(path: string, options: ConfigOptions): Promise<LiveConfig> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new ConfigError(name, [fault(`Expected a file that can be read, received ${code}.`)]);
  }
  return parseConfig(text, { ...options, fileName: name, folder: dirname(resolve(path)) });
}

/**
 * Reads the text of a `passerby.yaml`. `fileName` stands in error texts; paths inside are relative to `folder`.
 * @throws ConfigError as {@link loadConfig} does.
 */
export function parseConfig(
  text: string,
  options: ConfigOptions & { readonly fileName: string; readonly folder: string },
): LiveConfig {
  const { fileName, folder, environment } = options;
  if (text.length > maxBytes)
    throw new ConfigError(fileName, [fault(`Expected at most ${maxBytes} characters, received ${text.length}.`)]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const places = new Places(document, lines);
  const broken = [...document.errors, ...document.warnings].map((error) =>
    places.at(error.pos[0], explainSyntax(error.code)),
  );
  if (broken.length > 0) throw new ConfigError(fileName, broken);

  const unset = fillIn(document, environment, places);
  if (unset.length > 0) throw new ConfigError(fileName, unset);

  const result = configSchema.safeParse(toPlain(document, fileName), { reportInput: true });
  if (!result.success)
    throw new ConfigError(
      fileName,
      result.error.issues.map((issue) => places.ofIssue(issue)),
    );
  const config = takeApart(result.data, folder);
  const exposed = findExposed(config, places);
  if (exposed.length > 0) throw new ConfigError(fileName, exposed);
  return config;
}

/** Puts variables into the texts of the document, each where it stands, so that what they hold is never read as YAML. */
function fillIn(document: Document.Parsed, environment: ConfigOptions['environment'], places: Places): ConfigFault[] {
  const faults: ConfigFault[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !hasVariables(node.value)) return;
      const inserted = insertVariables(node.value, environment);
      if ('fault' in inserted) faults.push(places.ofNode(node, `${capitalize(inserted.fault)}.`));
      else node.value = inserted.text;
    },
  });
  return faults;
}

function toPlain(document: Document.Parsed, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigError(fileName, [fault('Expected at most 100 uses of aliases, received more.')]);
  }
}

/** What would let others than this machine in. */
function findExposed({ listen, access }: LiveConfig, places: Places): ConfigFault[] {
  const faults: ConfigFault[] = [];
  if (!isLoopbackHost(listen.web.host)) {
    faults.push(
      places.ofPath(
        ['listen', 'web'],
        'Expected a loopback address (127.0.0.1, ::1 or localhost) for listen.web: the page asks nobody for a password.',
      ),
    );
  }
  if (!isLoopbackHost(listen.rtsp.host) && !access.rtsp) {
    faults.push(
      places.ofPath(
        ['listen', 'rtsp'],
        'Expected access.rtsp with a user and a password where listen.rtsp is reachable by others, received none.',
      ),
    );
  }
  const isSame = listen.web.port !== 0 && listen.web.port === listen.rtsp.port && listen.web.host === listen.rtsp.host;
  if (isSame)
    faults.push(places.ofPath(['listen', 'rtsp'], 'Expected another address for listen.rtsp than for listen.web.'));
  return faults;
}

/** Finds lines and columns of what is wrong. */
class Places {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  at(offset: number, sentence: string): ConfigFault {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col, sentence };
  }

  ofNode(node: Scalar, sentence: string): ConfigFault {
    return node.range ? this.at(node.range[0], sentence) : fault(sentence);
  }

  /** The field at this path, or what holds it where it is missing. */
  ofPath(path: readonly PropertyKey[], sentence: string): ConfigFault {
    for (let length = path.length; length >= 0; length--) {
      const node: unknown = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.at(node.range[0], sentence);
    }
    return fault(sentence);
  }

  ofIssue(issue: z.core.$ZodIssue): ConfigFault {
    const sentence = explainIssue(issue, 'the configuration', describeHarmless);
    if (issue.code !== 'unrecognized_keys') return this.ofPath(issue.path, sentence);
    const holder: unknown = issue.path.length === 0 ? this.#document.contents : this.#document.getIn(issue.path, true);
    const pair = isMap(holder)
      ? holder.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === issue.keys[0])
      : undefined;
    const key: unknown = pair?.key;
    return isScalar(key) ? this.ofNode(key, sentence) : this.ofPath(issue.path, sentence);
  }
}

/** Texts are never said: any of them may hold a password, in whichever field it ended up. */
function describeHarmless(value: unknown): string {
  if (typeof value !== 'string') return describeValue(value);
  return value === '' ? 'an empty text' : `a text of ${value.length} characters`;
}

/** The parser's own messages quote the text around the error, which may be a password. */
function explainSyntax(code: string): string {
  const words: Readonly<Record<string, string>> = {
    BAD_ALIAS: 'an alias of an anchor that stands before it',
    BAD_INDENT: 'the indentation of the lines around it',
    DUPLICATE_KEY: 'each field once',
    MISSING_CHAR: 'a quote, bracket, comma or colon that is missing here',
    MULTIPLE_DOCS: 'one document',
    TAB_AS_INDENT: 'spaces in place of tabs',
    UNEXPECTED_TOKEN: 'YAML (texts with special characters such as ": " or "#" need quotes)',
  };
  return `Expected ${words[code] ?? 'YAML'} here, received something else (${code}).`;
}

function fault(sentence: string): ConfigFault {
  return { line: undefined, column: undefined, sentence };
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
