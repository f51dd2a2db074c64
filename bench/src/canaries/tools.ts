import { copyFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** A tool under test. */
export interface Tool {
  readonly name: string;
  /** The command as a person would type it. */
  readonly command: string;
  /** True if the tool itself chooses the name of its output. */
  readonly namesOutputs: boolean;
  /** Cleans a file into an empty folder. @returns the output; undefined where the tool refused the file. */
  run(input: string, folder: string): Promise<string | undefined>;
}

const PASSERBY = fileURLToPath(new URL('../../../apps/cli/bin/passerby.js', import.meta.url));

/** Ours, and what people use today. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'passerby',
    command: 'passerby hide IN --neutral-names',
    namesOutputs: true,
    async run(input, folder) {
      const { stdout } = await runCommand(process.execPath, [
        PASSERBY,
        'hide',
        input,
        '-o',
        folder,
        '--neutral-names',
        '--json',
      ]);
      const lines = stdout
        .toString()
        .split('\n')
        .filter((line) => line.includes('"event":"file"'));
      const output: unknown = lines.map((line) => JSON.parse(line) as { readonly output?: string }).at(-1)?.output;
      return typeof output === 'string' ? output : undefined;
    },
  },
  templateTool('ffmpeg', 'ffmpeg -y -v error -i {in} {out}'),
  templateTool('ffmpeg, no metadata', 'ffmpeg -y -v error -i {in} -map_metadata -1 {out}'),
  templateTool('ffmpeg, copied, no metadata', 'ffmpeg -y -v error -i {in} -c copy -map_metadata -1 {out}'),
  {
    name: 'exiftool',
    command: 'exiftool -all= -overwrite_original IN',
    namesOutputs: true,
    async run(input, folder) {
      const copy = join(folder, basename(input));
      await copyFile(input, copy);
      const { exitCode } = await runCommand('exiftool', ['-all=', '-overwrite_original', copy]);
      return exitCode === 0 ? copy : undefined;
    },
  },
  {
    name: 'mat2',
    command: 'mat2 IN',
    namesOutputs: true,
    async run(input, folder) {
      const copy = join(folder, basename(input));
      await copyFile(input, copy);
      const { exitCode } = await runCommand('mat2', [copy]);
      const ending = extname(copy);
      return exitCode === 0 ? `${copy.slice(0, -ending.length)}.cleaned${ending}` : undefined;
    },
  },
];

/** A tool given as a command with `{in}` and `{out}`. The output is called `out` with the input's ending. */
export function templateTool(name: string, command: string): Tool {
  return {
    name,
    command,
    namesOutputs: false,
    async run(input, folder) {
      const output = join(folder, `out${extname(input)}`);
      const [program = '', ...args] = command
        .split(' ')
        .map((word) => word.replace('{in}', input).replace('{out}', output));
      const { exitCode } = await runCommand(program, args);
      return exitCode === 0 ? output : undefined;
    },
  };
}
