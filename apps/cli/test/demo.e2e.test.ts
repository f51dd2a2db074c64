import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoClip, demoPhoto, drawClip, drawPhoto, type Box, type FrameTruth } from '@passerby/street';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPhoto } from '../../../packages/node/src/photo/open-photo.ts';
import { openVideoSource } from '../../../packages/node/src/video/video-source.ts';
import { runPasserby, type Ended } from './run-passerby.ts';

const fill = 0x80;
const tolerance = 12;
let folder = '';
let ended: Ended | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-demo-'));
  ended = await runPasserby(['demo'], folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Red, green and blue planes, one after another. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array;
}

/** Share of a box's pixels that have the fill's colour. */
function hiddenShare({ width, height, planes }: Picture, box: Box): number {
  const size = width * height;
  let hidden = 0;
  let all = 0;
  for (let y = Math.floor(box.y); y < Math.min(height, box.y + box.height); y += 1) {
    for (let x = Math.floor(box.x); x < Math.min(width, box.x + box.width); x += 1) {
      const at = y * width + x;
      const isFilled = [at, at + size, at + 2 * size].every((i) => Math.abs((planes[i] ?? 0) - fill) <= tolerance);
      all += 1;
      if (isFilled) hidden += 1;
    }
  }
  return all === 0 ? 1 : hidden / all;
}

/** Tracks of people whose face, up to profile, is seen at 16 px or more in some frame. */
function countedPeople(truths: readonly FrameTruth[]): ReadonlySet<number> {
  const seen = truths
    .flatMap((truth) => truth.people)
    .filter((person) => person.face !== 'behind' && person.faceHeight >= 16 && person.faceVisible >= 0.5);
  return new Set(seen.map((person) => person.track));
}

/** What of the counted faces and of the plates is visible in this frame, in words. */
function exposures(picture: Picture, truth: FrameTruth, counted: ReadonlySet<number>): string[] {
  const people = truth.people.filter(
    (person) => counted.has(person.track) && person.face !== 'behind' && person.faceVisible >= 0.1,
  );
  const plates = truth.texts.filter((text) => text.kind === 'plate' && text.visible >= 0.5 && text.glyphHeight >= 10);
  const boxes = [
    ...people.map((person) => ({ name: `face of ${person.track}`, box: person.face as Box })),
    ...plates.map((plate) => ({ name: `plate ${plate.track}`, box: boundsOf(plate.quad) })),
  ];
  return boxes
    .filter(({ box }) => hiddenShare(picture, box) < 0.95)
    .map(({ name, box }) => `frame ${truth.index}: ${name}, ${Math.round(100 * hiddenShare(picture, box))} % hidden`);
}

function boundsOf(points: readonly { readonly x: number; readonly y: number }[]): Box {
  const x = Math.max(0, Math.min(...points.map((point) => point.x)));
  const y = Math.max(0, Math.min(...points.map((point) => point.y)));
  return {
    x,
    y,
    width: Math.max(...points.map((point) => point.x)) - x,
    height: Math.max(...points.map((point) => point.y)) - y,
  };
}

describe('passerby demo', () => {
  it('draws, hides and verifies a photo and a clip and says where to look', async () => {
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended?.stdout).toContain('2 hidden, 0 failed, 0 skipped.');
    expect(ended?.stdout).toContain(`Compare demo with ${join('demo', 'hidden')}`);
    expect((await readdir(join(folder, 'demo'))).sort()).toEqual(['hidden', 'street.jpg', 'street.mp4']);
    expect((await readdir(join(folder, 'demo', 'hidden'))).sort()).toEqual(['street.hidden.jpg', 'street.hidden.mp4']);
  });

  it('shows no counted face and no plate in any frame of the clip', async () => {
    const film = await drawClip(demoClip);
    const truths = Array.from(film.frames(), ({ truth }) => truth);
    const counted = countedPeople(truths);
    expect(counted.size).toBeGreaterThan(2);
    using source = await openVideoSource(join(folder, 'demo', 'hidden', 'street.hidden.mp4'));
    const exposed: string[] = [];
    let frameCount = 0;
    for await (using frame of source.frames()) {
      const { width, height } = frame.view;
      const planes = frame.view.sample({ x: 0, y: 0, width, height }, width, height);
      exposed.push(...exposures({ width, height, planes }, truths[frame.index] as FrameTruth, counted));
      frameCount += 1;
    }
    expect(frameCount).toBe(truths.length);
    expect(exposed).toEqual([]);
  });

  it('shows no counted face and no plate in the photo', async () => {
    const { truth } = await drawPhoto(demoPhoto);
    using photo = await openPhoto(join(folder, 'demo', 'hidden', 'street.hidden.jpg'));
    const { width, height } = photo.frame.view;
    const planes = photo.frame.view.sample({ x: 0, y: 0, width, height }, width, height);
    expect(exposures({ width, height, planes }, truth, countedPeople([truth]))).toEqual([]);
  });

  it('would show what is not hidden: the photo as it was drawn exposes faces and plates', async () => {
    const { truth } = await drawPhoto(demoPhoto);
    using photo = await openPhoto(join(folder, 'demo', 'street.jpg'));
    const { width, height } = photo.frame.view;
    const planes = photo.frame.view.sample({ x: 0, y: 0, width, height }, width, height);
    const exposed = exposures({ width, height, planes }, truth, countedPeople([truth])).join('\n');
    expect(exposed).toMatch(/face/);
    expect(exposed).toMatch(/plate/);
  });

  it('refuses a demo where a file of somebody else is in the way of its folder', async () => {
    const other = await mkdtemp(join(tmpdir(), 'passerby-demo-taken-'));
    await writeFile(join(other, 'demo'), 'mine');
    const { exitCode, stderr } = await runPasserby(['demo'], other);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^passerby: .+\.\n$/);
    await rm(other, { recursive: true });
  });
});
