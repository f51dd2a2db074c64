import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InputFile } from './list-inputs.ts';
import { planOutputs, type OutputChoices } from './plan-outputs.ts';
import { UsageError } from './usage-error.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-plan-outputs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const input = (path: string, ...extensions: [string, ...string[]]): InputFile => ({
  path,
  relative: basename(path),
  extensions,
});

const inTree = (root: string, relative: string, extension: string): InputFile => ({
  path: join(root, relative),
  relative,
  extensions: [extension],
});

async function outputs(
  files: readonly InputFile[],
  choices: OutputChoices = {},
  isSingle = files.length === 1,
): Promise<string[]> {
  const planned = await planOutputs(files, isSingle, choices);
  return planned.map((file) => file.output(file.input.extensions[0]));
}

describe('planOutputs', () => {
  it('puts NAME.hidden.EXT beside the input', async () => {
    expect(await outputs([input('a/street.MOV', '.mp4')])).toEqual([join('a', 'street.hidden.mp4')]);
    expect(await outputs([input('no-ending', '.jpg')])).toEqual(['no-ending.hidden.jpg']);
  });

  it('keeps the old ending inside where names would collide', async () => {
    expect(await outputs([input('IMG.heic', '.jpg'), input('IMG.jpg', '.jpg')])).toEqual([
      'IMG.heic.hidden.jpg',
      'IMG.jpg.hidden.jpg',
    ]);
  });

  it('sees a collision of names that differ in case or Unicode form only', async () => {
    expect(await outputs([input('img.heic', '.jpg'), input('IMG.jpg', '.jpg')])).toEqual([
      'img.heic.hidden.jpg',
      'IMG.jpg.hidden.jpg',
    ]);
    expect(await outputs([input('caf\u00E9.heic', '.jpg'), input('cafe\u0301.jpg', '.jpg')])).toEqual([
      'caf\u00E9.heic.hidden.jpg',
      'cafe\u0301.jpg.hidden.jpg',
    ]);
  });

  it('lets a photo and a video of one name keep their short names', async () => {
    expect(await outputs([input('IMG.heic', '.jpg'), input('IMG.mov', '.mp4')])).toEqual([
      'IMG.hidden.jpg',
      'IMG.hidden.mp4',
    ]);
  });

  it('never writes over another input', async () => {
    expect(await outputs([input('a.jpg', '.jpg'), input('a.hidden.jpg', '.jpg')])).toEqual([
      'a.jpg.hidden.jpg',
      'a.hidden.hidden.jpg',
    ]);
  });

  it('numbers what collides even with the old ending', async () => {
    const files = [input('one/IMG.jpg', '.jpg'), input('two/IMG.jpg', '.jpg')];
    expect(await outputs(files, { output: join(folder, 'out') })).toEqual([
      join(folder, 'out', 'IMG.jpg.hidden.jpg'),
      join(folder, 'out', 'IMG.jpg.2.hidden.jpg'),
    ]);
  });

  it('gives another free name where the ending turns out to be another', async () => {
    const [gif, png] = await planOutputs([input('a.gif', '.gif', '.png'), input('a.png', '.png')], false, {});
    expect(png?.output('.png')).toBe('a.hidden.png');
    expect(gif?.output('.png')).toBe('a.gif.hidden.png');
  });

  it('keeps the tree in an output folder', async () => {
    const files = [inTree('in', join('day', 'a.jpg'), '.jpg'), inTree('in', join('night', 'a.jpg'), '.jpg')];
    expect(await outputs(files, { output: folder })).toEqual([
      join(folder, 'day', 'a.hidden.jpg'),
      join(folder, 'night', 'a.hidden.jpg'),
    ]);
  });

  it('takes -o for a file only with one input, a media ending and no folder of that name', async () => {
    const file = join(folder, 'out.jpg');
    expect(await outputs([input('a.heic', '.jpg')], { output: file })).toEqual([file]);
    expect(await outputs([input('a.heic', '.jpg')], { output: join(folder, 'out') })).toEqual([
      join(folder, 'out', 'a.hidden.jpg'),
    ]);
    expect(await outputs([input('a.heic', '.jpg')], { output: `${file}/` })).toEqual([join(file, 'a.hidden.jpg')]);
    expect(await outputs([input('a.jpg', '.jpg')], { output: file }, false)).toEqual([join(file, 'a.hidden.jpg')]);
    await mkdir(file);
    expect(await outputs([input('a.heic', '.jpg')], { output: file })).toEqual([join(file, 'a.hidden.jpg')]);
  });

  it('refuses an ending that the output will not have, and a file in place of a folder', async () => {
    await expect(outputs([input('a.jpg', '.jpg')], { output: join(folder, 'out.png') })).rejects.toThrow(UsageError);
    await writeFile(join(folder, 'taken'), '');
    await expect(outputs([input('a.jpg', '.jpg')], { output: join(folder, 'taken') })).rejects.toThrow(
      'Expected a folder for -o',
    );
  });

  it('gives names that say nothing, without the tree', async () => {
    const files = [inTree('in', join('protest', 'jo.jpg'), '.jpg'), inTree('in', join('protest', 'al.mp4'), '.mp4')];
    const [photo, video] = await outputs(files, { output: folder, neutralNames: true });
    expect(photo).toMatch(/[\\/][0-9a-f]{8}\.hidden\.jpg$/);
    expect(video).toMatch(/[\\/][0-9a-f]{8}\.hidden\.mp4$/);
    expect(`${photo}${video}`).not.toMatch(/protest|jo|al\b/);
  });

  it('names a plan as said for one input, and in a folder for several', async () => {
    const single = await planOutputs([input('a.jpg', '.jpg')], true, { plan: join(folder, 'p.json') });
    expect(single[0]?.planFile).toBe(join(folder, 'p.json'));
    const files = [input('a.jpg', '.jpg'), input('b.heic', '.jpg'), input('b.mov', '.mp4')];
    const several = await planOutputs(files, false, { plan: folder, fromPlan: folder });
    const names = ['a.plan.json', 'b.heic.plan.json', 'b.mov.plan.json'].map((name) => join(folder, name));
    expect(several.map((file) => file.planFile)).toEqual(names);
    expect(several.map((file) => file.fromPlanFile)).toEqual(names);
  });
});
