import { isWalked, listRemovedKinds, type AuditOptions, type RemovedFrom, type RemovedKind } from '@passerby/engine';
import { auditFile } from '../audit/audit-file.ts';
import { listForeignStreams } from '../verify/list-foreign-streams.ts';

/** What an input is and what is kept of it. */
export type ListRemovedOptions = AuditOptions & Pick<RemovedFrom, 'media' | 'audio'>;

/**
 * Lists which kinds of things an input holds that its output, written anew from pixels, does not: kinds, never values.
 * Found by our audit and, in video containers that it does not walk, by FFmpeg. What neither knows is removed as well, but not listed.
 * @throws the system's error where the file cannot be read.
 */
export async function listRemoved(
  file: string,
  { media, audio, ...options }: ListRemovedOptions,
): Promise<RemovedKind[]> {
  const audit = await auditFile(file, options);
  const streams = media === 'video' && !isWalked(audit) ? listForeignStreams(file) : [];
  return listRemovedKinds(audit, { media, audio, others: streams.map(({ kind }) => kind) });
}
