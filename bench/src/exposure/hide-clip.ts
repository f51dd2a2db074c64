import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hideFile, JobError, type HideOptions, type WorkerPool } from '@passerby/node';
import type { Verdict } from './score-clip.ts';

/** A colour that nothing in the street has: what is hidden differs from what was there by far more than a codec's noise. */
const fill = '#ff00ff';

/** A hidden copy, and what the tool said of it. */
export interface HiddenClip {
  readonly output: string;
  readonly verdict: Verdict;
}

/** Makes a hidden copy of a clip beside `target`, which has no ending. */
export type HideClip = (input: string, target: string) => Promise<HiddenClip>;

/**
 * As `passerby hide` does by default. An output that its own check refuses is made again without the check and measured all the same:
 * refusing hard clips must not look like hiding them.
 */
export function hideWithPasserby(pool: WorkerPool, options: HideOptions): HideClip {
  return async (input, target) => {
    const place = (ending: string): string => `${target}${ending}`;
    const settings = { ...options, color: fill, pool, overwrite: true };
    try {
      const { output } = await hideFile(input, place, settings);
      return { output, verdict: options.verify === false ? 'not checked' : 'clean' };
    } catch (error) {
      if (!(error instanceof JobError && error.code === 'leak')) throw error;
      const { output } = await hideFile(input, place, { ...settings, verify: false });
      return { output, verdict: 'refused' };
    }
  };
}

/** Obeys a plan that somebody else made. */
export function hideByPlan(pool: WorkerPool, plan: (input: string, target: string) => Promise<string>): HideClip {
  return async (input, target) => {
    const fromPlanFile = await plan(input, target);
    const { output } = await hideFile(input, (ending) => `${target}${ending}`, {
      fromPlanFile,
      color: fill,
      verify: false,
      overwrite: true,
      pool,
    });
    return { output, verdict: 'not checked' };
  };
}

/** Any tool: a command in which `{input}` and `{output}` stand for the files. */
export function hideByCommand(command: string): HideClip {
  return async (input, target) => {
    const output = `${target}.mp4`;
    const words = command.split(' ').map((word) => word.replace('{input}', input).replace('{output}', output));
    const [program = '', ...args] = words;
    await new Promise<void>((resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with code ${code}.`))));
    });
    return { output, verdict: 'not checked' };
  };
}

/** Outputs that are there already: a file for each clip, named after it, with any ending. */
export function findOutput(folder: string): HideClip {
  return async (input) => {
    const name = input.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '');
    const file = (await readdir(folder)).find((entry) => entry.replace(/\.[^.]*$/, '') === name);
    if (file === undefined) throw new Error(`Expected a file named ${name} with any ending in ${folder}.`);
    return { output: join(folder, file), verdict: 'not checked' };
  };
}
