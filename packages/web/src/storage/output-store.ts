import { StudioFailure } from '../job/job-failure.ts';
import { MemoryFile } from './memory-file.ts';
import type { ScratchFile } from './scratch-file.ts';

/** Folder in the page's private storage that holds a folder for each job. */
const rootName = 'passerby';

/**
 * Scratch files of one job, in the page's private storage (OPFS) or, where there is none (private windows of some browsers), in memory.
 * A lock that only lives as long as the worker tells others whether the job is alive: they sweep what dead ones left.
 */
export class OutputStore {
  readonly #folderName: string;
  #folder: Promise<FileSystemDirectoryHandle | undefined> | undefined;
  #nextNumber = 0;

  /** `jobId`: random; names the folder. */
  constructor(jobId: string) {
    this.#folderName = jobId;
  }

  /** Makes an empty file. */
  async create(): Promise<ScratchFile> {
    this.#folder ??= this.#open();
    const folder = await this.#folder;
    if (!folder) return new MemoryFile();
    const name = String(this.#nextNumber++);
    const handle = await folder.getFileHandle(name, { create: true });
    return new DiskFile(folder, handle, await handle.createSyncAccessHandle());
  }

  async #open(): Promise<FileSystemDirectoryHandle | undefined> {
    const root = await openRoot();
    if (!root) return undefined;
    await holdLock(this.#folderName);
    await sweep(root, this.#folderName);
    return root.getDirectoryHandle(this.#folderName, { create: true });
  }
}

/** Deletes the folder of a job whose worker has ended. */
export async function removeJobFolder(jobId: string): Promise<void> {
  const root = await openRoot();
  if (root) await removeIfThere(root, jobId);
}

class DiskFile implements ScratchFile {
  readonly storage = 'disk';
  readonly #folder: FileSystemDirectoryHandle;
  readonly #handle: FileSystemFileHandle;
  readonly #access: FileSystemSyncAccessHandle;
  #isOpen = true;
  #isRemoved = false;

  constructor(folder: FileSystemDirectoryHandle, handle: FileSystemFileHandle, access: FileSystemSyncAccessHandle) {
    this.#folder = folder;
    this.#handle = handle;
    this.#access = access;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      const written = this.#access.write(bytes, { at: position });
      if (written !== bytes.length) throw new TypeError(`${written} of ${bytes.length} bytes were written`);
    } catch (error) {
      throw outOfSpace(error);
    }
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    const read = this.#access.read(target, { at: position });
    if (read !== target.length) {
      throw new StudioFailure(
        'storage',
        `Expected ${target.length} bytes of the output at ${position}, received ${read}.`,
      );
    }
  }

  async finish(name: string, mimeType: string): Promise<File> {
    this.#close();
    const file = await this.#handle.getFile();
    return new File([file], name, { type: mimeType, lastModified: 0 });
  }

  async remove(): Promise<void> {
    this.#close();
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    await removeIfThere(this.#folder, this.#handle.name);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#access.flush();
    this.#access.close();
  }
}

function outOfSpace(error: unknown): StudioFailure {
  const details = error instanceof Error ? error.message : String(error);
  return new StudioFailure('storage', 'The browser has no room left for the hidden copy.', details);
}

async function openRoot(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    const storage = await navigator.storage.getDirectory();
    return await storage.getDirectoryHandle(rootName, { create: true });
  } catch (error) {
    // Private windows of Firefox and pages whose storage is blocked have none: then outputs are held in memory, and that is said.
    if (error instanceof DOMException || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Holds the lock until the worker ends. */
async function holdLock(name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    navigator.locks
      .request(lockName(name), () => {
        resolve();
        return new Promise<never>(() => {});
      })
      .catch(reject);
  });
}

async function sweep(root: FileSystemDirectoryHandle, own: string): Promise<void> {
  for await (const name of root.keys()) {
    if (name === own) continue;
    await navigator.locks.request(lockName(name), { ifAvailable: true }, async (lock) => {
      if (lock) await removeIfThere(root, name);
    });
  }
}

function lockName(folder: string): string {
  return `${rootName}/${folder}`;
}

async function removeIfThere(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}
