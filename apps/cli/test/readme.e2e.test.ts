import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeClip } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run-passerby.ts';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-readme-'));
  await writeClip(join(folder, 'street.mp4'), { seed: 'readme', width: 320, height: 180, fps: 20, seconds: 2 });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** The README's code block in this language that holds these words. */
async function readExample(language: string, words: string): Promise<string> {
  const readme = await readFile(join(workspace, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
  const block = blocks.find((code) => code.includes(words));
  if (block === undefined) throw new Error(`Expected a ${language} example with ${words} in the README.`);
  return block;
}

describe('the README', () => {
  it('has a library example that runs as it stands', async () => {
    const example = await readExample('ts', 'hideFile(');
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(12);
    const code = example.replaceAll("'street", `'${join(folder, 'street').replaceAll('\\', '/')}`);
    // Run from the repository, where `passerby` is a workspace.
    const { exitCode, stdout, stderr } = await runProgram(
      process.execPath,
      ['--input-type=module', '--eval', code],
      workspace,
    );
    expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('nothing left that we look for');
    expect(await readdir(folder)).toContain('street.hidden.mp4');
  });

  it('names the two commands that the repository really has', async () => {
    const commands = await readExample('sh', 'npm ci && npm test');
    const { scripts } = JSON.parse(await readFile(join(workspace, 'package.json'), 'utf8')) as { scripts: object };
    expect(scripts).toHaveProperty('test');
    expect(commands).toContain('npx passerby demo');
    expect(await readFile(join(workspace, '.ci', 'run'), 'utf8')).toContain('npm ci && npm test');
  });
});
