import { execFile } from 'node:child_process';

/** What a command said. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/** Runs a program and waits for it. @throws where it cannot be started or runs longer than five minutes. */
export function runCommand(program: string, args: readonly string[], cwd?: string): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const options = { cwd, encoding: 'buffer', maxBuffer: MAX_OUTPUT_BYTES, timeout: 300_000 } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : error.code;
      if (typeof exitCode !== 'number') reject(new Error(`Could not run ${program}.`, { cause: error }));
      else resolve({ exitCode, stdout, stderr: stderr.toString() });
    });
  });
}
