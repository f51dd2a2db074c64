import { judgeOutput, type AuditFinding, type AuditOptions, type ExpectedOutput } from '@passerby/engine';
import { auditFile } from './audit-file.ts';

/**
 * Audits a file that we have just written. Runs after the writer has finished and before the file gets its name.
 * @returns what keeps it from being released, all of it a leak. Empty = release.
 * @throws the system's error where the file cannot be read.
 */
export async function auditOutput(
  path: string,
  expected: ExpectedOutput,
  options: AuditOptions = {},
): Promise<readonly AuditFinding[]> {
  return judgeOutput(await auditFile(path, options), expected);
}
