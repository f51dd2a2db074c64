import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ItemDefaults, OpenJob } from './work-item.ts';
import { WorkItem } from './work-item.ts';

/** What the page as a whole is doing, as checks read it. */
export type PageState = 'idle' | 'working' | 'ready' | 'failed';

const firstDefaults: ItemDefaults = {
  settings: { preset: 'head', text: 'all' },
  hide: { effect: 'solid', color: '#808080' },
};

/** The files on the page. One is worked on at a time: detectors and codecs use all cores already. */
export class WorkQueue {
  readonly items: Signal<readonly WorkItem[]> = signal([]);
  readonly selected: Signal<WorkItem | undefined> = signal(undefined);
  readonly pageState: ReadonlySignal<PageState> = computed(() => stateOf(this.items.value, this.selected.value));
  /** Whether closing the page would lose something. */
  readonly isUnsafe: ReadonlySignal<boolean> = computed(() => this.items.value.some((item) => !item.isSafe.value));
  readonly #openJob: OpenJob;
  readonly #waiting: (() => Promise<unknown>)[] = [];
  #isRunning = false;

  constructor(openJob: OpenJob) {
    this.#openJob = openJob;
  }

  /** Adds files, set as the selected one is, and looks at them one after the other. */
  add(files: readonly File[]): void {
    const model = this.selected.value;
    const defaults = model ? { settings: model.settings.value, hide: model.hide.value } : firstDefaults;
    const added = files.map((file) => new WorkItem(file, this.#openJob, defaults));
    this.items.value = [...this.items.value, ...added];
    this.selected.value ??= added[0];
    for (const item of added) {
      void this.run(async () => {
        if (item.state.value.kind === 'waiting') await item.look();
      });
    }
  }

  /** Takes an item off the page. */
  remove(item: WorkItem): void {
    item.dispose();
    const at = this.items.value.indexOf(item);
    this.items.value = this.items.value.filter((other) => other !== item);
    if (this.selected.value === item) this.selected.value = this.items.value[at] ?? this.items.value.at(-1);
  }

  /** Runs work after what is under way; work on what a person waits for goes before files that nobody looked at yet. */
  run<T>(work: () => Promise<T>, isUrgent = false): Promise<T> {
    const result = new Promise<T>((resolve, reject) => {
      const task = (): Promise<void> => work().then(resolve, reject);
      if (isUrgent) this.#waiting.unshift(task);
      else this.#waiting.push(task);
    });
    void this.#drain();
    return result;
  }

  async #drain(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let task = this.#waiting.shift(); task; task = this.#waiting.shift()) await task();
    this.#isRunning = false;
  }
}

function stateOf(items: readonly WorkItem[], selected: WorkItem | undefined): PageState {
  const kinds = items.map((item) => item.state.value.kind);
  if (kinds.some((kind) => kind === 'working' || kind === 'waiting')) return 'working';
  const kind = selected?.state.value.kind;
  return kind === 'ready' || kind === 'failed' ? kind : 'idle';
}
