import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { auditBytes, type AuditOptions, type AuditResult } from '@passerby/engine';
import { createZlibMeter } from './zlib-meter.ts';

/**
 * Walks a whole file with parsers of our own and accounts for every byte: what is not on the allow-list is a finding. Reads only; memory does not
 * grow with the media data (tables of an MP4 are held as numbers).
 * A file that is cut off or damaged gives findings, not an error.
 * @throws the system's error where the file cannot be read.
 */
export async function auditFile(path: string, options: AuditOptions = {}): Promise<AuditResult> {
  const descriptor = openSync(path, 'r');
  try {
    const source = {
      size: fstatSync(descriptor).size,
      read: (target: Uint8Array, offset: number) => readSync(descriptor, target, 0, target.length, offset),
    };
    return await auditBytes(source, { createZlibMeter, nextTurn }, options);
  } finally {
    closeSync(descriptor);
  }
}
