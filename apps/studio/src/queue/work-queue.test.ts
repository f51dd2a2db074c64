import type { Plan } from '@passerby/engine';
import { StudioFailure, type StudioJob, type WalkOptions } from '@passerby/web';
import { describe, expect, it } from 'vitest';
import type { OpenJob, WorkItem } from './work-item.ts';
import { WorkQueue } from './work-queue.ts';

const media = { width: 100, height: 50, frameCount: 1, durationSeconds: 0, sha256: '0'.repeat(64) };
const box = { x: 10, y: 10, width: 8, height: 9 };
const plan: Plan = {
  format: 'passerby-plan',
  version: 1,
  media,
  settings: { preset: 'head', text: 'all' },
  models: [],
  tracks: [],
};

/** Jobs that wait until the test lets them go on. */
class Stage {
  readonly events: string[] = [];
  /** In so many checks of a copy somebody is found. */
  leakyChecks = 0;
  readonly #waiting = new Map<string, { readonly resolve: () => void; readonly reject: (error: unknown) => void }>();

  readonly openJob: OpenJob = (file) => Promise.resolve(this.#jobFor(file.name));

  /** Lets a step of a file end, well or not, and whatever hangs on it. */
  async end(step: string, error?: unknown): Promise<void> {
    await settle();
    const waiting = this.#waiting.get(step);
    if (!waiting)
      throw new TypeError(`Expected ${step} to be under way; these are: ${[...this.#waiting.keys()].join()}.`);
    this.#waiting.delete(step);
    if (error === undefined) waiting.resolve();
    else waiting.reject(error);
    await settle();
  }

  #jobFor(name: string): StudioJob {
    const walk = (step: string, { signal }: WalkOptions = {}): Promise<void> => {
      this.events.push(`${step} ${name}`);
      return new Promise((resolve, reject) => {
        this.#waiting.set(`${step} ${name}`, { resolve, reject });
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const job: Partial<StudioJob> = {
      media: { kind: 'photo', formats: ['jpeg'] } as unknown as StudioJob['media'],
      look: async (_, options) => {
        await walk('look', options);
        return { plan, frameSeconds: new Float64Array([0]), cutSeconds: [], warnings: [], notes: [] };
      },
      save: async (_, options) => {
        await walk('save', options);
        return { id: name } as never;
      },
      verify: async (_, options) => {
        await walk('verify', options);
        const finding = { seconds: 0, kind: 'face', severity: 'leak', score: 0.9, box } as const;
        return { findings: this.leakyChecks-- > 0 ? [finding] : [], notes: [], models: [] };
      },
      release: () => Promise.resolve(),
      [Symbol.dispose]: () => void this.events.push(`dispose ${name}`),
    };
    return job as StudioJob;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 2);
  });
}

function fileOf(name: string): File {
  return new File(['x'], name);
}

function stateOf(item: WorkItem | undefined): string | undefined {
  return item?.state.value.kind;
}

describe('WorkQueue', () => {
  it('works on one file at a time, in order, and says so', async () => {
    const stage = new Stage();
    const queue = new WorkQueue(stage.openJob);
    expect(queue.pageState.value).toBe('idle');
    queue.add([fileOf('a'), fileOf('b')]);
    const [a, b] = queue.items.value;
    expect(queue.pageState.value).toBe('working');
    await stage.end('look a');
    expect([stateOf(a), stateOf(b), queue.pageState.value]).toEqual(['ready', 'working', 'working']);
    await stage.end('look b');
    expect(queue.pageState.value).toBe('ready');
    expect(stage.events).toEqual(['look a', 'look b']);
  });

  it('saves what a person waits for before it looks at the next file', async () => {
    const stage = new Stage();
    const queue = new WorkQueue(stage.openJob);
    queue.add([fileOf('a'), fileOf('b'), fileOf('c')]);
    await stage.end('look a');
    const saving = queue.run(() => queue.items.value[0]?.save(() => {}) ?? Promise.reject(), true);
    await stage.end('look b');
    await stage.end('save a');
    await stage.end('verify a');
    await saving;
    await stage.end('look c');
    expect(stage.events).toEqual(['look a', 'look b', 'save a', 'verify a', 'look c']);
  });

  it('goes on with the next file where one failed or was cancelled', async () => {
    const stage = new Stage();
    const queue = new WorkQueue(stage.openJob);
    queue.add([fileOf('a'), fileOf('b'), fileOf('c'), fileOf('d')]);
    const [a, b, c, d] = queue.items.value;
    c?.cancel();
    await stage.end('look a', new StudioFailure('inference', 'A model failed.'));
    await settle();
    b?.cancel();
    await settle();
    await stage.end('look d');
    expect([a, b, c, d].map(stateOf)).toEqual(['failed', 'cancelled', 'cancelled', 'ready']);
    expect(a?.canSave.value).toBe(false);
    expect(queue.pageState.value).toBe('failed');
  });
});

describe('WorkItem', () => {
  async function lookedAt(): Promise<{ readonly stage: Stage; readonly queue: WorkQueue; readonly item: WorkItem }> {
    const stage = new Stage();
    const queue = new WorkQueue(stage.openJob);
    queue.add([fileOf('a')]);
    await stage.end('look a');
    return { stage, queue, item: queue.items.value[0] as WorkItem };
  }

  it('is unsafe to close until this very plan was saved', async () => {
    const { stage, queue, item } = await lookedAt();
    expect(queue.isUnsafe.value).toBe(true);
    const saving = item.save(() => {});
    await stage.end('save a');
    await stage.end('verify a');
    await saving;
    expect(queue.isUnsafe.value).toBe(false);
    item.edit((old) => ({ ...old }));
    expect(queue.isUnsafe.value).toBe(true);
  });

  it('keeps the review where saving failed, and hands nothing over', async () => {
    const { stage, item } = await lookedAt();
    const delivered: unknown[] = [];
    const saving = item.save((copy) => void delivered.push(copy));
    await stage.end('save a', new StudioFailure('storage', 'No room.'));
    await saving;
    expect([stateOf(item), item.canSave.value, delivered]).toEqual(['failed', true, []]);
  });

  it('cannot be saved any more once its job is over', async () => {
    const { stage, item } = await lookedAt();
    const saving = item.save(() => {});
    await stage.end('save a', new StudioFailure('crashed', 'The worker ended.'));
    await saving;
    expect([stateOf(item), item.canSave.value]).toEqual(['failed', false]);
    expect(stage.events).toContain('dispose a');
  });

  it('is as it was where saving was cancelled', async () => {
    const { item } = await lookedAt();
    const saving = item.save(() => {});
    await settle();
    item.cancel();
    await saving;
    expect([stateOf(item), item.saved.value]).toEqual(['ready', undefined]);
  });

  it('hides what the check finds, writes the copy again and only then hands it over', async () => {
    const { stage, item } = await lookedAt();
    const delivered: number[] = [];
    stage.leakyChecks = 1;
    const saving = item.save(() => void delivered.push(item.saved.value?.plan.tracks.length ?? 0));
    await stage.end('save a');
    await stage.end('verify a');
    expect(delivered).toEqual([]);
    await stage.end('save a');
    await stage.end('verify a');
    await saving;
    expect(delivered).toEqual([1]);
    expect(item.saved.value).toMatchObject({ isDelivered: true, isRepaired: true });
    item.review.value?.history.undo();
    expect(item.plan.value).toEqual(plan);
  });

  it('holds a copy back in which something is left, until a person hides it or takes it so', async () => {
    const { stage, queue, item } = await lookedAt();
    let deliveries = 0;
    stage.leakyChecks = 4;
    const end = async (): Promise<void> => {
      await stage.end('save a');
      await stage.end('verify a');
    };
    const saving = item.save(() => void deliveries++);
    for (let round = 0; round < 3; round++) await end();
    await saving;
    expect([deliveries, item.saved.value?.isDelivered, queue.isUnsafe.value]).toEqual([0, false, true]);
    const hiding = item.hideFindings();
    await end();
    await end();
    await hiding;
    expect([deliveries, item.saved.value?.isDelivered, queue.isUnsafe.value]).toEqual([1, true, false]);
    stage.leakyChecks = 3;
    const again = item.save(() => void deliveries++);
    for (let round = 0; round < 3; round++) await end();
    await again;
    expect(deliveries).toBe(1);
    await item.deliverAsItIs();
    expect([deliveries, item.saved.value?.isDelivered]).toEqual([2, true]);
  });

  it('hands nothing over where the check failed', async () => {
    const { stage, item } = await lookedAt();
    let deliveries = 0;
    const saving = item.save(() => void deliveries++);
    await stage.end('save a');
    await stage.end('verify a', new StudioFailure('inference', 'A model failed.'));
    await saving;
    expect([stateOf(item), deliveries, item.saved.value]).toEqual(['failed', 0, undefined]);
  });
});
