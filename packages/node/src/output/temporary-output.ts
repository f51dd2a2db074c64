import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { JobError } from '../job/job-error.ts';
import { removeScratch } from './remove-scratch.ts';

const systemCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

// For the way out through process.exit(), where nothing is disposed.
const unfinished = new Set<string>();

function removeUnfinished(): void {
  for (const path of unfinished) removeScratch(path);
}

function remember(path: string): void {
  if (unfinished.size === 0) process.once('exit', removeUnfinished);
  unfinished.add(path);
}

function forget(path: string): void {
  unfinished.delete(path);
  if (unfinished.size === 0) process.off('exit', removeUnfinished);
}

/** How {@link TemporaryOutput.release} treats a file that is there already. */
export interface ReleaseOptions {
  /** Replace it. Default false: the release fails and the file stays as it is. */
  readonly overwrite?: boolean | undefined;
}

/**
 * An output that is not finished: a hidden file without a media ending, in the target's folder, readable by its owner only.
 * It becomes the output in one step or is removed; disposed without a release, it and its scratch files are gone.
 */
export class TemporaryOutput {
  /** Absolute path. */
  readonly path: string;
  #released = false;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes the file, empty and with mode 0600. The folder must exist. */
  static async create(folder: string): Promise<TemporaryOutput> {
    const path = join(resolve(folder), `.passerby-${randomBytes(8).toString('hex')}.tmp`);
    const file = await open(path, 'wx', 0o600);
    remember(path);
    await file.close();
    return new TemporaryOutput(path);
  }

  /**
   * Makes the complete file the output: flushed to the disk, then renamed. Whoever looks sees the whole output or none.
   * @throws JobError `file-system` where the output exists and may not be replaced, or nothing was written.
   */
  async release(output: string, options: ReleaseOptions = {}): Promise<void> {
    if (dirname(resolve(output)) !== dirname(this.path)) {
      throw new TypeError('Expected the output in the folder of its temporary file.');
    }
    await this.#flush();
    if (options.overwrite) await replace(this.path, output);
    else await moveWithoutReplacing(this.path, output);
    this.#released = true;
    forget(this.path);
    await flushFolder(dirname(this.path));
  }

  /** Removes what was not released. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#released) return;
    removeScratch(this.path);
    forget(this.path);
  }

  async #flush(): Promise<void> {
    // Whatever a writer left here: it must be a plain file of ours, and not a link that it followed.
    await using file = await openPlainFile(this.path);
    const { size, mode } = await file.stat();
    if (size === 0) throw new JobError('unexpected', 'The finished output holds no bytes: this is a bug in Passerby.');
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') await restrict(file);
    await file.sync();
  }
}

async function openPlainFile(path: string): Promise<FileHandle> {
  if (!(await lstat(path)).isFile()) {
    throw new JobError('unexpected', 'The temporary output is not a plain file any more: this is a bug in Passerby.');
  }
  return open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
}

/** Mode 0600, except on file systems that know no modes (FAT, some network shares). */
async function restrict(file: FileHandle): Promise<void> {
  try {
    await file.chmod(0o600);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(systemCode(error) ?? '')) throw error;
  }
}

async function replace(from: string, output: string): Promise<void> {
  const there = await lstatIfThere(output);
  if (there?.isDirectory()) throw new JobError('file-system', 'The output cannot be written: a folder has its name.');
  await rename(from, output);
}

/** A hard link fails where the name is taken, whatever else runs at the same time; a rename would replace. */
async function moveWithoutReplacing(from: string, output: string): Promise<void> {
  try {
    await link(from, output);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw outputExists(error);
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EINVAL', 'EISDIR'].includes(systemCode(error) ?? '')) {
      throw error;
    }
    await renameOntoOwnPlaceholder(from, output);
    return;
  }
  await rm(from);
}

/** For file systems without hard links: an empty file takes the name first, which fails where it is taken. */
async function renameOntoOwnPlaceholder(from: string, output: string): Promise<void> {
  try {
    const placeholder = await open(output, 'wx', 0o600);
    await placeholder.close();
  } catch (error) {
    throw systemCode(error) === 'EEXIST' ? outputExists(error) : error;
  }
  try {
    await rename(from, output);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
}

function outputExists(cause: unknown): JobError {
  return new JobError('file-system', 'The output exists already; it is replaced only if that is asked for.', { cause });
}

async function lstatIfThere(path: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the new name last through a power cut. Windows and some network shares cannot flush folders: there the name lasts when they say so. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'ENOSYS', 'EPERM', 'EBADF', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
  }
}
