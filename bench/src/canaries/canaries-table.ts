import type { Survivor } from './find-survivors.ts';

/** What a tool left in one file. */
export interface FileScore {
  readonly file: string;
  /** Canaries that count for this tool. */
  readonly planted: number;
  /** The tool gave no output. */
  readonly isRefused: boolean;
  readonly survivors: readonly Survivor[];
}

/** What a tool left in all files. */
export interface ToolScore {
  readonly tool: string;
  readonly command: string;
  readonly files: readonly FileScore[];
}

/** A Markdown table: survivors per file and tool; "refused" where a tool gave no output. */
export function canariesTable(scores: readonly ToolScore[]): string {
  const names = scores[0]?.files.map(({ file }) => file) ?? [];
  const head = ['file', ...scores.map(({ tool }) => tool)];
  const rows = names.map((name) => [name, ...scores.map(({ files }) => cell(files.find(({ file }) => file === name)))]);
  const total = ['all', ...scores.map(({ files }) => totalCell(files))];
  return [head, head.map(() => '---'), ...rows, total].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cell(score: FileScore | undefined): string {
  if (score === undefined) return '–';
  return score.isRefused ? 'refused' : `${score.survivors.length} of ${score.planted}`;
}

function totalCell(files: readonly FileScore[]): string {
  const done = files.filter(({ isRefused }) => !isRefused);
  const survivors = done.reduce((sum, score) => sum + score.survivors.length, 0);
  return `**${survivors} of ${done.reduce((sum, { planted }) => sum + planted, 0)}**`;
}
