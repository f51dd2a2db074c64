import type { WorkQueue } from '../queue/work-queue.ts';

/** What photos and videos are called. In a folder, everything else is left alone. */
const mediaName = /\.(jpe?g|png|webp|gif|avif|jxl|bmp|heic|heif|tiff?|mp4|m4v|mov|webm|mkv|avi|mts|m2ts|3gp|ogv)$/i;

/** Files named by hand are taken as they are (a wrong one gets its sentence); of folders, only photos and videos that are not ours already. */
export function mediaOf(files: readonly File[]): readonly File[] {
  return files.filter(({ name }) => mediaName.test(name) && !/\.hidden\.[^.]+$/i.test(name));
}

/** All files of a drop, also those in folders. @throws DOMException where a folder could not be read. */
export async function filesOfDrop(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].flatMap((item) => (item.kind === 'file' ? [item.webkitGetAsEntry()] : []));
  const files: File[] = [];
  for (const entry of entries) {
    if (entry?.isDirectory) files.push(...mediaOf(await filesUnder(entry as FileSystemDirectoryEntry)));
    else if (entry) files.push(await fileOf(entry as FileSystemFileEntry));
  }
  return files;
}

/** Pasted pictures have no name that says anything; give each its own. */
export function filesOfPaste(transfer: DataTransfer | null): readonly File[] {
  return [...(transfer?.files ?? [])];
}

/** Puts files into the queue; says whether there were any. */
export function takeFiles(queue: WorkQueue, files: readonly File[]): boolean {
  if (files.length > 0) queue.add(files);
  return files.length > 0;
}

async function filesUnder(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  // A reader gives a folder in parts, and an empty part at its end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return files;
    for (const entry of part) {
      if (entry.isDirectory) files.push(...(await filesUnder(entry as FileSystemDirectoryEntry)));
      else files.push(await fileOf(entry as FileSystemFileEntry));
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}
