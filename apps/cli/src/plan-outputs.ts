import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, parse, resolve } from 'node:path';
import { outputExtensions } from '@passerby/node';
import type { InputFile } from './list-inputs.ts';
import { UsageError } from './usage-error.ts';

/** Where outputs and plans go, as asked for. */
export interface OutputChoices {
  /** `-o`: a file or a folder. */
  readonly output?: string | undefined;
  readonly neutralNames?: boolean | undefined;
  /** `--plan`: a file, or a folder for several inputs. */
  readonly plan?: string | undefined;
  /** `--from-plan`: the same. */
  readonly fromPlan?: string | undefined;
}

/** One input with the names that belong to it alone. */
export interface PlannedFile {
  readonly input: InputFile;
  /** Folder of the output; perhaps not there yet. */
  readonly folder: string;
  /** The output's path, once its ending is known. Gives one path for one ending, and never that of another output or input. */
  readonly output: (extension: string) => string;
  readonly planFile: string | undefined;
  readonly fromPlanFile: string | undefined;
}

/**
 * Gives every input its own output, before any work begins.
 * @throws UsageError where `-o` or `--plan` cannot be what it must be.
 */
export async function planOutputs(
  files: readonly InputFile[],
  isSingle: boolean,
  choices: OutputChoices,
): Promise<readonly PlannedFile[]> {
  const outputFile = await isOutputFile(choices.output, isSingle);
  const outputFolder = outputFile ? undefined : choices.output;
  if (outputFolder !== undefined) await requireFolderOrNothing(outputFolder, '-o');
  if (outputFile) requireFittingEnding(choices.output as string, files);

  const inputs = new Set(files.map((file) => nameKey(file.path)));
  const names = new NamePool(inputs);
  const wishes = files.map((input) => {
    const folder = chooseFolder(input, outputFolder, choices.neutralNames === true);
    const short = choices.neutralNames ? randomName() : parse(input.path).name;
    return { input, folder, short, long: choices.neutralNames ? randomName() : basename(input.path) };
  });
  for (const { input, folder, short } of wishes) names.wish(hiddenName(folder, short, input.extensions[0]));

  const planFiles = await namePlans(files, isSingle, choices.plan, '--plan');
  const fromPlanFiles = await namePlans(files, isSingle, choices.fromPlan, '--from-plan');
  return wishes.map(({ input, folder, short, long }, index) => {
    const chosen = new Map<string, string>();
    const output = (extension: string): string => {
      if (outputFile) return choices.output as string;
      const known = chosen.get(extension);
      if (known !== undefined) return known;
      const path = names.take(hiddenNames(folder, short, long, extension));
      chosen.set(extension, path);
      return path;
    };
    output(input.extensions[0]);
    return {
      input,
      folder: outputFile ? dirname(choices.output as string) : folder,
      output,
      planFile: planFiles[index],
      fromPlanFile: fromPlanFiles[index],
    };
  });
}

/** Hands out paths, each once. Names that differ in case or Unicode form only count as one, as they do on many file systems. */
class NamePool {
  readonly #taken: Set<string>;
  readonly #wishes = new Map<string, number>();

  constructor(taken: ReadonlySet<string>) {
    this.#taken = new Set(taken);
  }

  /** Announces a name. One that several announced goes to none of them. */
  wish(path: string): void {
    this.#wishes.set(nameKey(path), (this.#wishes.get(nameKey(path)) ?? 0) + 1);
  }

  /** The first of the candidates that is free. */
  take(candidates: Iterable<string>): string {
    for (const path of candidates) {
      const key = nameKey(path);
      if (this.#taken.has(key) || (this.#wishes.get(key) ?? 0) > 1) continue;
      this.#taken.add(key);
      return path;
    }
    throw new TypeError('Expected an endless supply of names.');
  }
}

/** `IMG.hidden.jpg`, else `IMG.heic.hidden.jpg`, else `IMG.heic.2.hidden.jpg`, and so on. */
function* hiddenNames(folder: string, short: string, long: string, extension: string): Generator<string> {
  yield hiddenName(folder, short, extension);
  yield hiddenName(folder, long, extension);
  for (let number = 2; ; number += 1) yield hiddenName(folder, `${long}.${number}`, extension);
}

function hiddenName(folder: string, name: string, extension: string): string {
  return join(folder, `${name}.hidden${extension}`);
}

function nameKey(path: string): string {
  return resolve(path).normalize('NFC').toLowerCase();
}

/** Says nothing of the input, its order or its time. */
function randomName(): string {
  return randomBytes(4).toString('hex');
}

function chooseFolder(input: InputFile, outputFolder: string | undefined, isNeutral: boolean): string {
  if (outputFolder === undefined) return dirname(input.path);
  // The tree's names say something too.
  return isNeutral ? outputFolder : join(outputFolder, dirname(input.relative));
}

async function isOutputFile(output: string | undefined, isSingle: boolean): Promise<boolean> {
  if (output === undefined || !isSingle || /[\\/]$/.test(output)) return false;
  const ending = extname(output).toLowerCase();
  if (!outputExtensions.includes(ending === '.jpeg' ? '.jpg' : ending)) return false;
  return !(await statIfThere(output))?.isDirectory();
}

function requireFittingEnding(output: string, files: readonly InputFile[]): void {
  const ending = extname(output).toLowerCase().replace('.jpeg', '.jpg');
  const [file] = files;
  if (!file || file.extensions.includes(ending)) return;
  throw new UsageError(
    `Expected a name that ends in ${file.extensions.join(' or ')} for -o, as this input becomes that; received one that ends in ${ending}.`,
  );
}

async function namePlans(
  files: readonly InputFile[],
  isSingle: boolean,
  place: string | undefined,
  flag: string,
): Promise<readonly (string | undefined)[]> {
  if (place === undefined) return files.map(() => undefined);
  if (isSingle && !(await statIfThere(place))?.isDirectory()) return [place];
  await requireFolderOrNothing(place, flag);
  const names = new NamePool(new Set());
  const shortName = (file: InputFile): string =>
    join(place, dirname(file.relative), `${parse(file.path).name}.plan.json`);
  for (const file of files) names.wish(shortName(file));
  return files.map((file) => {
    const long = join(place, dirname(file.relative), basename(file.path));
    return names.take(planNames(shortName(file), long));
  });
}

function* planNames(short: string, long: string): Generator<string> {
  yield short;
  yield `${long}.plan.json`;
  for (let number = 2; ; number += 1) yield `${long}.${number}.plan.json`;
}

async function requireFolderOrNothing(path: string, flag: string): Promise<void> {
  const found = await statIfThere(path);
  if (found && !found.isDirectory())
    throw new UsageError(`Expected a folder for ${flag}, received the name of a file.`);
}

async function statIfThere(path: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
