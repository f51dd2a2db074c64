import { StudioFailure } from '../job/job-failure.ts';

/** What browsers say where a place cannot be written to. */
const refusals: ReadonlySet<string> = new Set(['NotAllowedError', 'NotFoundError', 'NoModificationAllowedError']);

/**
 * Streams a finished file to the place that a person chose, piece by piece. Browsers write beside that place and swap at the end: before it is whole, and where
 * this fails or is aborted, what was there before stays.
 * @throws StudioFailure with code `storage` where the place cannot be written to.
 */
export async function deliverFile(file: Blob, handle: FileSystemFileHandle, signal: AbortSignal): Promise<void> {
  try {
    const writable = await handle.createWritable();
    await file.stream().pipeTo(writable, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DOMException && refusals.has(error.name))) throw error;
    throw new StudioFailure('storage', 'The place that was chosen for the copy cannot be written to.', error.message);
  }
}
