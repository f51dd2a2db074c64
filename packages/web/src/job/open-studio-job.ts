import { StudioFailure } from './job-failure.ts';
import type { StudioJob, StudioJobOptions } from './studio-job.ts';

/**
 * Opens one photo, animation or video in a worker of its own. The file is only read; nothing of it leaves the page.
 * @throws StudioFailure where the file cannot be opened here.
 */
export function openStudioJob(file: Blob, options: StudioJobOptions): Promise<StudioJob> {
  return Promise.reject(
    new StudioFailure(
      'unexpected',
      `Opening ${file.size} bytes with ${Object.keys(options.models).join()} is not built yet.`,
    ),
  );
}
