import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFile } from '../../src/audit/audit-file.ts';
import type { AuditResult } from '@passerby/engine';

/** Audits bytes as a file. */
export async function auditBytes(bytes: Buffer): Promise<AuditResult> {
  const folder = mkdtempSync(join(tmpdir(), 'passerby-audit-'));
  try {
    const file = join(folder, 'file');
    writeFileSync(file, bytes);
    return await auditFile(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
