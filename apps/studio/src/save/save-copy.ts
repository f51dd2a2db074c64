import type { WorkItem } from '../queue/work-item.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { chooseTarget, deliverCopy } from './deliver-copy.ts';

/** Asks where to, writes the hidden copy, hands it over and checks it. */
export async function saveCopy(queue: WorkQueue, item: WorkItem): Promise<void> {
  const format = item.output.value.format ?? item.media.value?.formats[0];
  if (!item.canSave.value || !format) return;
  const target = await chooseTarget(item.file.name, format);
  if (!target) return;
  await queue.run(() => item.save(target, ({ file }) => deliverCopy(target, file, item.file.name)), true);
}
