import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { describeFailure, JobError, predictMedia, type PredictedMedia } from '@passerby/node';

/** A file to hide. */
export interface InputFile {
  /** As the user named it, or below the folder that the user named. */
  readonly path: string;
  /** Where it lies below the named folder: the part of the tree that an output folder repeats. The bare name of a named file. */
  readonly relative: string;
  /** Endings that its output may get, the likeliest first. */
  readonly extensions: PredictedMedia['extensions'];
}

/** Something that was passed over, and why. */
interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** Something that must be said to have failed before any work began. */
interface UnreadableInput {
  readonly path: string;
  readonly error: JobError;
}

/** Everything that the named files and folders hold. */
export interface Inputs {
  readonly files: readonly InputFile[];
  readonly skipped: readonly SkippedFile[];
  readonly unreadable: readonly UnreadableInput[];
  /** Whether a folder was among the named. */
  readonly hasFolder: boolean;
}

const unknownExtensions: PredictedMedia['extensions'] = ['.mp4'];

/** Lists what is to be hidden: named files whatever they are, and the media in named folders. Links in folders are not followed. Every file once. */
export async function listInputs(named: readonly string[]): Promise<Inputs> {
  const files: InputFile[] = [];
  const skipped: SkippedFile[] = [];
  const unreadable: UnreadableInput[] = [];
  const seen = new Set<string>();
  let hasFolder = false;

  const add = async (path: string, relativePath: string, extensions: PredictedMedia['extensions']): Promise<void> => {
    const real = await realpath(path);
    if (!seen.has(real)) files.push({ path, relative: relativePath, extensions });
    seen.add(real);
  };

  const addNamed = async (path: string): Promise<void> => {
    const found = await stat(path);
    if (found.isDirectory()) {
      hasFolder = true;
      await walk(path, path);
      return;
    }
    if (!found.isFile()) throw new JobError('file-system', 'A file was expected, but it is a device or a pipe.');
    await add(path, basename(path), (await predictMedia(path)).extensions);
  };

  const walk = async (root: string, folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort(byName)) {
      const path = join(folder, entry.name);
      await collect(path, () => addEntry(root, path, entry));
    }
  };

  const addEntry = async (root: string, path: string, entry: Dirent): Promise<void> => {
    if (entry.isDirectory()) {
      await walk(root, path);
      return;
    }
    if (entry.name.includes('\uFFFD')) {
      throw new JobError('file-system', 'Its name is not valid Unicode, so it cannot be opened: rename it.');
    }
    const reason = reasonToSkip(entry) ?? (await reasonByContent(path));
    if (typeof reason === 'string') skipped.push({ path, reason });
    else await add(path, relative(root, path), reason.extensions);
  };

  const collect = async (path: string, task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      unreadable.push({ path, error: describeFailure(error) });
    }
  };

  for (const path of named) await collect(path, () => addNamed(path));
  return { files, skipped, unreadable, hasFolder };
}

function reasonToSkip(entry: Dirent): string | undefined {
  if (entry.isSymbolicLink()) return 'a link, not followed, not checked';
  if (!entry.isFile()) return 'a device or a pipe, not checked';
  if (/^\.passerby-[0-9a-f]+\.tmp/.test(entry.name)) return 'an unfinished output, not checked';
  if (/\.hidden\.[^.]+$/i.test(entry.name)) return 'hidden already by its name, not checked';
  return undefined;
}

async function reasonByContent(path: string): Promise<string | Pick<PredictedMedia, 'extensions'>> {
  try {
    const predicted = await predictMedia(path);
    return predicted.isMedia ? predicted : 'no photo or video, not checked';
  } catch (error) {
    // What cannot be opened may be media: it becomes a file that fails, with its reason.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return { extensions: unknownExtensions };
    throw error;
  }
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
