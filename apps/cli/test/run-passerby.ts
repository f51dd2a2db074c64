import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The launcher. */
export const program: string = fileURLToPath(new URL('../bin/passerby.js', import.meta.url));

/** How a run of the program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the program that is still going on. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the real program, through its launcher. */
export function startPasserby(argv: readonly string[], cwd: string): Running {
  return startProgram(process.execPath, [program, ...argv], cwd);
}

/** Runs the real program to its end. */
export function runPasserby(argv: readonly string[], cwd: string): Promise<Ended> {
  return startPasserby(argv, cwd).ended;
}

/** Runs any program to its end. */
export function runProgram(file: string, argv: readonly string[], cwd: string): Promise<Ended> {
  return startProgram(file, argv, cwd).ended;
}

function startProgram(file: string, argv: readonly string[], cwd: string): Running {
  const child = spawn(file, argv, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr })),
  );
  return { child, ended };
}

/** One line of `--json`. */
export type JsonEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** Every line of `--json`; throws where a line is no JSON. */
export function readEvents(stdout: string): JsonEvent[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonEvent);
}
