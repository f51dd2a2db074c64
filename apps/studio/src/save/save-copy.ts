import type { WorkItem } from '../queue/work-item.ts';
import type { WorkQueue } from '../queue/work-queue.ts';
import { chooseTarget, deliverTo } from './deliver-copy.ts';

/** Asks where to, writes the hidden copy, checks it and hands it over. */
export async function saveCopy(queue: WorkQueue, item: WorkItem): Promise<void> {
  const format = item.output.value.format ?? item.media.value?.formats[0];
  if (!item.canSave.value || !format) return;
  const target = await chooseTarget(item.file.name, format);
  if (!target) return;
  await queue.run(() => item.save(deliverTo(target, item)), true);
}
