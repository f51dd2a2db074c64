import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boxAt, intersectBoxes, type Box, type Plan, type PlanTrack } from '@passerby/engine';
import { auditFile, hideFile } from '@passerby/node';
import {
  ClipEncoder,
  drawClip,
  findFilledPixels,
  measureExposure,
  noiseInside,
  readRgbFrames,
  writeClip,
  writePhoto,
  type StreetTruth,
} from '@passerby/street';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestPage, sha256Of, type TestPage } from './test-page.ts';

/** A colour that the street does not have. */
const fill = '#ff00ff';
const magenta = [255, 0, 255] as const;
let folder = '';
let web: TestPage;

const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-web-'));
  web = await openTestPage();
}, 300_000);

afterAll(async () => {
  await web?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe('a clip of the drawn street in the browser', () => {
  let truth: StreetTruth;
  let plan: Plan;

  beforeAll(async () => {
    truth = await writeClip(at('clip.mp4'), {
      seed: 'browser',
      width: 640,
      height: 360,
      fps: 15,
      seconds: 3,
      sound: true,
    });
    await web.open(at('clip.mp4'));
    plan = await web.look();
  });

  it('exposes nobody in any frame of the saved copy', async () => {
    await web.save(plan, at('hidden.mp4'), { hide: { color: fill } });
    const hidden = [...readRgbFrames(at('hidden.mp4'))].map((frame) => findFilledPixels(frame, magenta));
    const { people, frames } = measureExposure(truth, hidden);
    expect(frames).toBe(45);
    expect(people.length).toBeGreaterThan(0);
    expect(people.filter(({ exposedFrames }) => exposedFrames.length > 0)).toEqual([]);
  });

  it.each(['mp4-h264', 'webm-vp9', 'webm-av1'])('saves %s with nothing in it but pictures', async (format) => {
    const saved = await web.save(plan, at(`audited${format}`), { format });
    const { findings, bytesAccounted, sizeBytes, audioStreams, shownFrames } = await auditFile(at(`audited${format}`));
    expect(findings).toEqual([]);
    expect(bytesAccounted).toBe(sizeBytes);
    expect(audioStreams).toBe(0);
    expect(shownFrames).toBe(45);
    expect(saved).toMatchObject({ sizeBytes, sha256: await sha256Of(at(`audited${format}`)), bitsPerTrack: 0 });
  });

  it.each(['mp4-h264', 'webm-vp9'])('keeps sound in %s where that is asked for, and says so', async (format) => {
    const saved = await web.save(plan, at(`sound-${format}`), { format, sound: 'keep' });
    expect(saved.warnings).toEqual(['The sound was kept: voices remain.']);
    const { findings, audioStreams, shownFrames } = await auditFile(at(`sound-${format}`));
    expect(findings.map(({ kind }) => kind)).toEqual(['sound']);
    expect([audioStreams, shownFrames]).toEqual([1, 45]);
  });

  it('makes a plan that the command line obeys, and obeys the command line', async () => {
    await writeFile(at('plan.json'), JSON.stringify(plan));
    const { output } = await hideFile(at('clip.mp4'), at('node.mp4'), {
      fromPlanFile: at('plan.json'),
      text: 'none',
      color: fill,
      verify: false,
    });
    expect([...readRgbFrames(output)]).toHaveLength(45);
    await hideFile(at('clip.mp4'), at('node-look.mp4'), {
      planFile: at('node-plan.json'),
      text: 'none',
      verify: false,
    });
    const nodePlan = JSON.parse(await readFile(at('node-plan.json'), 'utf8')) as Plan;
    expect(plan.media).toEqual(nodePlan.media);
    const times = await web.page.evaluate(
      async (sent) => [...(await globalThis.job.checkPlan(sent)).frameSeconds],
      nodePlan,
    );
    expect(times).toHaveLength(45);
    const saved = await web.save(nodePlan, at('from-node.mp4'));
    expect(saved.sizeBytes).toBeGreaterThan(0);
  });

  it('refuses a plan for another file', async () => {
    const other = { ...plan, media: { ...plan.media, sha256: '0'.repeat(64) } };
    await expect(web.save(other, at('never.mp4'))).rejects.toThrow(/plan for this file/);
  });

  it('shows frames as they will be saved, one by one and in a row', async () => {
    const shown = await web.page.evaluate(async (sent) => {
      const { job } = globalThis;
      const request = { plan: sent, hide: { color: '#ff00ff' } };
      const single = await job.frameAt({ ...request, seconds: 1, maxWidth: 320 });
      const clear = await job.clearFrameAt({ seconds: 1 });
      const times: number[] = [];
      for await (const { bitmap, seconds } of job.frames({ ...request, seconds: 2.5 })) {
        bitmap.close();
        times.push(seconds);
      }
      return { width: single.bitmap.width, seconds: single.seconds, clearWidth: clear.bitmap.width, times };
    }, plan);
    expect(shown).toMatchObject({ width: 320, clearWidth: 640 });
    expect(shown.seconds).toBeCloseTo(1, 2);
    expect(shown.times).toHaveLength(8);
  });

  it('follows what is in a drawn box, forwards and backwards', async () => {
    const seconds = 1.4;
    const middle = truth.frames[Math.round(seconds * truth.fps)];
    const heads = (middle?.people ?? []).filter(({ headVisible, pose }) => headVisible > 0.95 && pose === 'frontal');
    const [person] = heads.toSorted((a, b) => b.headHeight - a.headHeight);
    if (!person) throw new TypeError('Expected somebody to follow.');
    const followed = (await web.page.evaluate((request) => globalThis.job.follow(request), {
      seconds,
      box: person.head,
      id: '00112233aabbccdd',
    })) as PlanTrack;
    expect(followed).toMatchObject({ id: '00112233aabbccdd', kind: 'region' });
    expect(followed.fromSeconds).toBeLessThanOrEqual(seconds - 0.5);
    expect(followed.throughSeconds).toBeGreaterThanOrEqual(seconds + 0.5);
    const within = truth.frames.filter((frame) => Math.abs(frame.seconds - seconds) <= 0.5);
    for (const { seconds: moment, people } of within) {
      const head = people.find(({ track }) => track === person.track)?.head as Box;
      const shared = intersectBoxes(head, boxAt(followed, moment));
      const sharedArea = shared ? shared.width * shared.height : 0;
      expect(sharedArea / (head.width * head.height)).toBeGreaterThan(0.7);
    }
  });

  it('leaves nothing behind when a save is stopped, and goes on', async () => {
    const left = await web.page.evaluate(async (sent) => {
      const controller = new AbortController();
      const onProgress = (): void => controller.abort(new Error('enough'));
      const message = await globalThis.job
        .save({ plan: sent }, { onProgress, signal: controller.signal })
        .then(() => 'saved', String);
      const storage = await navigator.storage.getDirectory();
      const root = await storage.getDirectoryHandle('passerby');
      const sizes: number[] = [];
      for await (const entry of root.values()) {
        if (entry.kind !== 'directory') continue;
        for await (const file of (entry as FileSystemDirectoryHandle).values()) {
          sizes.push((await (file as FileSystemFileHandle).getFile()).size);
        }
      }
      const { seconds } = await globalThis.job.frameAt({ plan: sent, seconds: 0 });
      return { message, count: sizes.length, seconds };
    }, plan);
    expect(left).toMatchObject({ message: 'Error: enough', seconds: 0 });
  });

  it('has nothing to complain about', () => {
    expect(web.errors).toEqual([]);
  });
});

describe('a photo of the drawn street in the browser', () => {
  it.each(['jpeg', 'png', 'webp'])('is saved as %s with everybody hidden and nothing else in it', async (format) => {
    const ending = format === 'jpeg' ? 'jpg' : format;
    const { people } = await writePhoto(at('photo.png'), { seed: 'browser', width: 640, height: 480 });
    if (ending !== 'png') await sharp(at('photo.png')).toFile(at(`photo.${ending}`));
    await web.open(at(`photo.${ending}`));
    const plan = await web.look();
    expect(plan.tracks.filter(({ kind }) => kind === 'face').length).toBeGreaterThan(0);
    const saved = await web.save(plan, at(`hidden.${ending}`), { hide: { color: fill } });
    expect(saved.extension).toBe(`.${ending}`);
    const { findings, bytesAccounted, sizeBytes } = await auditFile(at(`hidden.${ending}`));
    expect(findings).toEqual([]);
    expect(bytesAccounted).toBe(sizeBytes);
    const { width, height } = await sharp(at(`hidden.${ending}`)).metadata();
    expect([width, height]).toEqual([640, 480]);
    expect(people.length).toBeGreaterThan(0);
  });

  it('is refused in one sentence where browsers do not open its kind', async () => {
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#345' } })
      .tiff()
      .toFile(at('photo.tiff'));
    await expect(web.open(at('photo.tiff'))).rejects.toThrow(/do not open TIFF pictures: the command line can/);
  });
});

describe('the hidden pixels', () => {
  const size = { width: 160, height: 96 };
  const [fps, frameCount] = [10, 6];
  const inner: Box = { x: 40, y: 24, width: 40, height: 30 };
  const box: Box = { x: inner.x - 4, y: inner.y - 4, width: inner.width + 8, height: inner.height + 8 };

  function planFor(sha256: string): Plan {
    const durationSeconds = frameCount / fps;
    return {
      format: 'passerby-plan',
      version: 1,
      media: { ...size, frameCount, durationSeconds, sha256 },
      settings: { preset: 'head', text: 'none' },
      models: [],
      tracks: [
        {
          id: '0123456789abcdef',
          kind: 'region',
          fromSeconds: 0,
          throughSeconds: durationSeconds,
          keyframes: [{ seconds: 0, box, origin: 'drawn' }],
        },
      ],
    };
  }

  /** Clips without loss that differ in nothing but the pixels well inside the box. */
  async function writeLossless(file: string, seed: number): Promise<void> {
    const encoder = new ClipEncoder(file, { ...size, fps, sound: false, crf: 0 });
    const film = await drawClip({ seed: 'noise', ...size, fps, seconds: frameCount / fps });
    const addNoise = noiseInside(seed);
    for (const { rgb } of film.frames()) encoder.write(seed === 0 ? rgb : addNoise(rgb, size.width, inner));
    encoder.finish();
  }

  it.each(['mp4-h264', 'webm-vp9', 'webm-av1'])('change no byte of a %s', async (format) => {
    const outputs: Buffer[] = [];
    for (const seed of [0, 7, 8]) {
      const file = at(`noise-${seed}.mp4`);
      await writeLossless(file, seed);
      await web.open(file);
      await web.save(planFor(await sha256Of(file)), at('noise-out'), { format });
      outputs.push(await readFile(at('noise-out')));
    }
    expect((await readFile(at('noise-0.mp4'))).equals(await readFile(at('noise-7.mp4')))).toBe(false);
    for (const output of outputs) expect(output.equals(outputs[0] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('a model', () => {
  // A page keeps its models.
  beforeEach(async () => {
    await web.page.reload();
    await web.page.waitForFunction(() => 'passerby' in globalThis);
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#345' } })
      .png()
      .toFile(at('plain.png'));
  });

  it('that is not the one of its hash stops the look', async () => {
    await web.open(at('plain.png'), { retinaface: '/models/text.onnx' });
    await expect(web.look()).rejects.toThrow(/not the one that was expected/);
  });

  it('that is not there stops the look', async () => {
    await web.open(at('plain.png'), { retinaface: '/models/nothing.onnx' });
    await expect(web.look()).rejects.toThrow(/not the one that was expected|could not be loaded/);
  });
});
