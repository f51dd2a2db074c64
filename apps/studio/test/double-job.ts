import { PlanRegions, type Plan, type PlanTrack } from '@passerby/engine';
import {
  StudioFailure,
  type FrameRequest,
  type LookedAt,
  type MediaFacts,
  type ShownFrame,
  type StudioFailureCode,
  type StudioJob,
  type WalkOptions,
} from '@passerby/web';
import type { OpenJob } from '../src/queue/work-item.ts';

// A job without models and codecs, for tests of the page alone. The file's name says what happens: `clip…` is a video, `empty…` has nobody,
// `leak` has a leak in its first copy, `stubborn` in the first three, `fail-CODE…` fails so when it is looked at, `slow…` takes its time.

const width = 640;
const height = 360;
const rate = 25;
const seconds = 6;
/** Once so many findings are hidden, nothing is found any more. */
const mostAdded = 3;

export const openJob: OpenJob = async (file, { signal }) => {
  await pause(20, signal);
  const code = /^fail-open-([a-z-]+)/.exec(file.name)?.[1];
  if (code) throw new StudioFailure(code as StudioFailureCode, 'Expected something else, received this.');
  return new DoubleJob(file);
};

class DoubleJob implements StudioJob {
  readonly media: MediaFacts;
  readonly #file: File;

  constructor(file: File) {
    this.#file = file;
    const isVideo = file.name.startsWith('clip');
    this.media = {
      kind: isVideo ? 'video' : 'photo',
      width,
      height,
      estimatedFrameCount: isVideo ? rate * seconds : 1,
      durationSeconds: isVideo ? seconds : 0,
      hasSound: isVideo,
      formats: isVideo ? ['mp4-h264', 'webm-vp9'] : ['jpeg', 'png'],
      notes: [],
    };
  }

  async look(settings: Plan['settings'], walk: WalkOptions = {}): Promise<LookedAt> {
    await this.#walk('look', walk);
    const code = /^fail-([a-z-]+)/.exec(this.#file.name)?.[1];
    if (code) throw new StudioFailure(code as StudioFailureCode, 'Expected something else, received this.');
    const count = this.media.estimatedFrameCount;
    const plan: Plan = {
      format: 'passerby-plan',
      version: 1,
      media: { width, height, frameCount: count, durationSeconds: this.media.durationSeconds, sha256: '0'.repeat(64) },
      settings,
      models: [],
      tracks: this.#file.name.startsWith('empty')
        ? []
        : walkers.map((walker) => walker.track(this.media.durationSeconds)),
    };
    const frameSeconds = Float64Array.from({ length: count }, (_, index) => index / rate);
    return { plan, frameSeconds, cutSeconds: this.media.kind === 'video' ? [3] : [], warnings: [], notes: [] };
  }

  async checkPlan(plan: Plan, walk: WalkOptions = {}): Promise<LookedAt> {
    if (plan.media.sha256 !== '0'.repeat(64)) throw new StudioFailure('plan', 'Expected a plan for this file.');
    return { ...(await this.look(plan.settings, walk)), plan };
  }

  frameAt(request: FrameRequest): Promise<ShownFrame> {
    return Promise.resolve(draw(request, request.plan));
  }

  async *frames(request: FrameRequest, { signal }: WalkOptions = {}): AsyncIterable<ShownFrame> {
    for (let at = request.seconds; at < seconds; at += 1 / rate) {
      signal?.throwIfAborted();
      await pause(1, signal);
      yield draw({ ...request, seconds: at }, request.plan);
    }
  }

  clearFrameAt(request: Omit<FrameRequest, 'plan'>): Promise<ShownFrame> {
    return Promise.resolve(draw(request, undefined));
  }

  async follow(
    { seconds: at, box, id }: Parameters<StudioJob['follow']>[0],
    walk: WalkOptions = {},
  ): Promise<PlanTrack> {
    await this.#walk('look', walk);
    const moved = { ...box, x: box.x + 40 };
    const keyframes: PlanTrack['keyframes'] = [
      { seconds: at, box, origin: 'drawn' },
      { seconds: Math.min(seconds, at + 1), box: moved, origin: 'interpolated' },
    ];
    return { id, kind: 'region', fromSeconds: at, throughSeconds: Math.min(seconds, at + 1), keyframes };
  }

  async save({ plan }: Parameters<StudioJob['save']>[0], walk: WalkOptions = {}): ReturnType<StudioJob['save']> {
    await this.#walk('hide', walk);
    if (this.#file.name.startsWith('nospace')) throw new StudioFailure('storage', 'Expected room, received none.');
    const file = new File([JSON.stringify(plan)], 'copy');
    return {
      id: 'copy',
      file,
      extension: this.media.kind === 'video' ? '.mp4' : '.jpg',
      mimeType: 'image/jpeg',
      sha256: 'ab'.repeat(32),
      sizeBytes: file.size,
      storage: 'disk',
      bitsPerTrack: 0,
      removed: ['exif', 'gps-like'],
      warnings: [],
      notes: ['Removed: GPS-like data, camera data (EXIF).'],
    };
  }

  async verify({ plan }: Parameters<StudioJob['verify']>[0], walk: WalkOptions = {}): ReturnType<StudioJob['verify']> {
    await this.#walk('verify', walk);
    const at = this.media.kind === 'video' ? 2 : 0;
    const box = { x: 500, y: 60, width: 40, height: 50 };
    const isHidden = new PlanRegions(plan)
      .at(at)
      .some(({ box: hidden }) => hidden.x <= 500 && hidden.x + hidden.width >= 540);
    const isStubborn = this.#file.name.includes('stubborn') && plan.tracks.length < walkers.length + mostAdded;
    const leaks = isStubborn || (this.#file.name.includes('leak') && !isHidden);
    return {
      findings: leaks ? [{ seconds: at, kind: 'face', severity: 'leak', score: 0.9, box }] : [],
      notes: [],
      models: [],
    };
  }

  deliver(): Promise<void> {
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.dispose](): void {}

  async #walk(step: 'look' | 'hide' | 'verify', { onProgress, signal }: WalkOptions): Promise<void> {
    const total = 10;
    for (let done = 0; done <= total; done++) {
      onProgress?.({ step, done, total });
      await pause(this.#file.name.includes('slow') ? 300 : 8, signal);
    }
  }
}

/** Somebody who walks through the drawn picture. */
class Walker {
  readonly #id: string;
  readonly #from: number;
  readonly #speed: number;
  readonly #size: number;
  readonly #score: number;

  constructor(id: string, from: number, speed: number, size: number, score: number) {
    this.#id = id;
    this.#from = from;
    this.#speed = speed;
    this.#size = size;
    this.#score = score;
  }

  headAt(at: number): PlanTrack['keyframes'][number]['box'] {
    return { x: this.#from + this.#speed * at, y: 140 - this.#size, width: this.#size * 0.8, height: this.#size };
  }

  track(durationSeconds: number): PlanTrack {
    const moments = durationSeconds === 0 ? [0] : [0, durationSeconds / 2, durationSeconds];
    return {
      id: this.#id.repeat(16),
      kind: 'face',
      fromSeconds: 0,
      throughSeconds: durationSeconds,
      keyframes: moments.map((at) => ({ seconds: at, box: this.headAt(at), origin: 'detected', score: this.#score })),
    };
  }

  draw(context: OffscreenCanvasRenderingContext2D, at: number): void {
    const { x, y, width: w, height: h } = this.headAt(at);
    context.fillStyle = '#5b4a63';
    context.fillRect(x - w * 0.5, y + h, w * 2, h * 3);
    context.fillStyle = '#c08a66';
    context.beginPath();
    context.ellipse(x + w / 2, y + h / 2, w / 2, h / 2, 0, 0, 7);
    context.fill();
  }
}

const walkers = [
  new Walker('a', 60, 30, 44, 0.9),
  new Walker('b', 300, -20, 36, 0.4),
  new Walker('c', 420, 12, 7, 0.7),
];

function draw({ seconds: at, crop, hide, maxWidth }: Omit<FrameRequest, 'plan'>, plan: Plan | undefined): ShownFrame {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = '#b7c4c9';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#8d8f86';
  context.fillRect(0, 250, width, 110);
  for (const walker of walkers) walker.draw(context, at);
  context.fillStyle = hide?.color ?? '#808080';
  if (plan) for (const { box } of new PlanRegions(plan).at(at)) context.fillRect(box.x, box.y, box.width, box.height);
  const part = crop ?? { x: 0, y: 0, width, height };
  const scale = Math.min(1, (maxWidth ?? part.width) / part.width);
  const scaled = new OffscreenCanvas(Math.max(1, part.width * scale), Math.max(1, part.height * scale));
  scaled
    .getContext('2d')
    ?.drawImage(canvas, part.x, part.y, part.width, part.height, 0, 0, scaled.width, scaled.height);
  return { bitmap: scaled.transferToImageBitmap(), seconds: at };
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => (signal?.aborted ? reject(signal.reason) : resolve()), ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
