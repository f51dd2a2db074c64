import type { AuditOptions } from '@passerby/engine';
import { auditFile } from '../audit/audit-file.ts';
import type { AuditResult } from '@passerby/engine';
import { listForeignStreams } from '../verify/list-foreign-streams.ts';
import { removedKindNames, type RemovedKind } from './removed-kinds.ts';

/** What an input is and what is kept of it. */
export interface ListRemovedOptions extends AuditOptions {
  readonly media: 'photo' | 'animation' | 'video';
  /** `keep`: the first sound track stays. */
  readonly audio: 'drop' | 'keep';
}

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
  const kinds = new Set<string>(kindsOf(audit));
  if (media === 'video' && !isWalked(audit)) for (const { kind } of listForeignStreams(file)) kinds.add(kind);
  // Frames after the first are what an animation is.
  if (media === 'animation') kinds.delete('second-picture');
  if (audio === 'keep') kinds.delete('sound');
  return removedKindNames.filter((kind) => kinds.has(kind));
}

/** Kinds that searching for pictures inside a file gives: in a container that is not walked, its own frames may look like them. */
const embeddedKinds: readonly string[] = ['thumbnail', 'second-picture', 'embedded-file'];

function kindsOf(audit: AuditResult): string[] {
  return audit.findings
    .filter(({ kind, severity }) => severity === 'leak' && (isWalked(audit) || !embeddedKinds.includes(kind)))
    .map(({ kind }) => kind);
}

function isWalked({ container }: AuditResult): boolean {
  return container !== 'unknown' && container !== 'heif';
}
