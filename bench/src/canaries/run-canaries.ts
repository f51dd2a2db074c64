import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { plantCanaries, type PlantedFile } from '@passerby/street';
import { canariesTable, type FileScore, type ToolScore } from './canaries-table.ts';
import { findSurvivors } from './find-survivors.ts';
import { templateTool, TOOLS, type Tool } from './tools.ts';

/**
 * `npm run bench -- canaries [--tool NAME]… [--out FILE] [-- COMMAND WITH {in} AND {out}]`: plants secrets, runs each tool over the planted files,
 * looks for the secrets in what comes out. Prints a table and writes the same as JSON.
 */
export async function runCanaries(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { tool: { type: 'string', multiple: true }, out: { type: 'string', default: 'results/canaries.json' } },
  });
  const command = positionals.join(' ');
  const tools =
    command === ''
      ? TOOLS.filter(({ name }) => values.tool?.includes(name) ?? true)
      : [templateTool('command', command)];
  if (tools.length === 0)
    throw new RangeError(
      `Expected one of ${TOOLS.map(({ name }) => name).join(', ')}, received ${values.tool?.join(', ')}.`,
    );
  const folder = await mkdtemp(join(tmpdir(), 'passerby-canaries-'));
  try {
    const planted = await plantCanaries(join(folder, 'planted'));
    const scores: ToolScore[] = [await scorePlanted(planted)];
    for (const tool of tools) scores.push(await scoreTool(tool, planted, folder));
    await mkdir(dirname(values.out), { recursive: true });
    await writeFile(values.out, `${JSON.stringify(scores, null, 2)}\n`);
    process.stdout.write(`${canariesTable(scores)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The search itself is tested first: in the planted files it must find everything. */
async function scorePlanted(planted: readonly PlantedFile[]): Promise<ToolScore> {
  const files: FileScore[] = [];
  for (const { file, canaries } of planted) {
    files.push({
      file: kindOf(file),
      planted: canaries.length,
      isRefused: false,
      survivors: await findSurvivors(file, canaries),
    });
  }
  return { tool: '(nothing done)', command: '', files };
}

async function scoreTool(tool: Tool, planted: readonly PlantedFile[], folder: string): Promise<ToolScore> {
  const files: FileScore[] = [];
  for (const { file, canaries } of planted) {
    const outputs = await mkdtemp(join(folder, 'out-'));
    const output = await tool.run(file, outputs);
    // Where a person names the output, its name is no merit and no fault of the tool.
    const counted = tool.namesOutputs ? canaries : canaries.filter(({ name }) => !name.startsWith('file-name'));
    const survivors = output === undefined ? [] : await findSurvivors(output, counted);
    files.push({ file: kindOf(file), planted: counted.length, isRefused: output === undefined, survivors });
    process.stderr.write(
      `${tool.name}: ${kindOf(file)} ${output === undefined ? 'refused' : `${survivors.length} of ${counted.length}`}\n`,
    );
  }
  return { tool: tool.name, command: tool.command, files };
}

function kindOf(file: string): string {
  return basename(file).replace(/^Wren-file-name-.*?-[0-9a-f]{8}-/, '');
}
