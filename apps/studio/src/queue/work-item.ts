import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  addTracks,
  findingsToTracks,
  type HideOptions,
  type Plan,
  type PlanSettings,
  type PlanTrack,
} from '@passerby/engine';
import type {
  LookedAt,
  MediaFacts,
  OutputFormat,
  SavedFile,
  StudioJob,
  VerifiedFile,
  WalkOptions,
} from '@passerby/web';
import { PlanHistory } from '../review/plan-history.ts';
import { isDrawn, randomTrackId } from '../review/track-facts.ts';
import { explainFailure, type Explanation } from './explain-failure.ts';
import { ProgressMeter, type MeterReading } from './progress-meter.ts';

/** Opens a file: `openStudioJob` of packages/web with the site's models, or a double in tests. */
export type OpenJob = (file: File, options: { readonly signal: AbortSignal }) => Promise<StudioJob>;

/** What an item is doing, or how it ended. */
export type ItemState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'working'; readonly stage: WorkStage; readonly reading: MeterReading | undefined }
  | { readonly kind: 'ready' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly explanation: Explanation };

export type WorkStage = 'opening' | 'looking' | 'following' | 'saving' | 'verifying';

/** What a person reviews: the plan with its history, and what is known of the file's time. */
export interface Review extends Omit<LookedAt, 'plan'> {
  readonly history: PlanHistory;
}

/** The last saved copy and the plan that it was made with. */
export interface SavedCopy {
  readonly file: SavedFile;
  readonly plan: Plan;
  readonly hide: HideLook;
  readonly sound: 'drop' | 'keep';
  /** Whether the person has it: one in which the check found somebody waits for their word. */
  readonly isDelivered: boolean;
  /** Whether an earlier check found more, which was then hidden, too. */
  readonly isRepaired: boolean;
}

/** Hands a finished copy to the person: a download, or the file that they chose. */
export type Deliver = (file: SavedFile, walk: WalkOptions) => Promise<void> | void;

export type HideLook = Pick<HideOptions, 'effect' | 'color'>;

/** How a copy is written. `format` absent: the first that the browser can. */
export interface OutputChoice {
  readonly format: OutputFormat | undefined;
  readonly sound: 'drop' | 'keep';
}

/** Who looked at the result besides the one who made it. */
export interface SignOff {
  readonly madeBy: string;
  readonly checkedBy: string;
}

/** What one item is set to when it is added. */
export interface ItemDefaults {
  readonly settings: PlanSettings;
  readonly hide: HideLook;
}

/** How often what the check finds is hidden, and the copy written anew, before a person must decide. As on the command line. */
const mostRepairs = 2;
let itemCount = 0;

/** One file in the queue, from being dropped to being saved. Holds no pixels. */
export class WorkItem {
  readonly key: string = `item-${++itemCount}`;
  readonly file: File;
  readonly state: Signal<ItemState> = signal({ kind: 'waiting' });
  readonly media: Signal<MediaFacts | undefined> = signal(undefined);
  readonly review: Signal<Review | undefined> = signal(undefined);
  /** What the next look is for; the plan says what the last one was for. */
  readonly settings: Signal<PlanSettings>;
  readonly hide: Signal<HideLook>;
  readonly output: Signal<OutputChoice> = signal({ format: undefined, sound: 'drop' });
  readonly signOff: Signal<SignOff> = signal({ madeBy: '', checkedBy: '' });
  readonly saved: Signal<SavedCopy | undefined> = signal(undefined);
  readonly verified: Signal<VerifiedFile | undefined> = signal(undefined);
  readonly plan: ReadonlySignal<Plan | undefined> = computed(() => this.review.value?.history.plan.value);
  /** Whether the page may be closed without losing anything. */
  readonly isSafe: ReadonlySignal<boolean>;
  readonly canSave: ReadonlySignal<boolean> = computed(
    () => isOneOf(this.state.value.kind, ['ready', 'failed']) && this.review.value !== undefined,
  );
  readonly #openJob: OpenJob;
  #job: StudioJob | undefined;
  /** The copy in the browser's private storage. */
  #written: SavedFile | undefined;
  #deliver: Deliver | undefined;
  #abort = new AbortController();

  constructor(file: File, openJob: OpenJob, defaults: ItemDefaults) {
    this.file = file;
    this.#openJob = openJob;
    this.settings = signal(defaults.settings);
    this.hide = signal(defaults.hide);
    this.isSafe = computed(() => {
      const { kind } = this.state.value;
      if (kind === 'cancelled' || (kind === 'failed' && !this.review.value)) return true;
      if (kind !== 'ready') return false;
      const saved = this.saved.value;
      return saved?.isDelivered === true && saved.plan === this.plan.value && saved.hide === this.hide.value;
    });
  }

  /** The open file. @throws TypeError before it was opened. */
  get job(): StudioJob {
    if (!this.#job) throw new TypeError('Expected the file to be open.');
    return this.#job;
  }

  /** Opens the file where need be and looks at it. What a person drew before stays. */
  async look(): Promise<void> {
    await this.#work('opening', async (walk) => {
      const job = (this.#job ??= await this.#openJob(this.file, { signal: this.#abort.signal }));
      this.media.value = job.media;
      this.#show('looking');
      const { plan, ...looked } = await job.look(this.settings.value, walk);
      const drawn = this.plan.value?.tracks.filter(isDrawn) ?? [];
      this.#setReview(addTracks(plan, drawn), looked);
    });
  }

  /** Takes a plan of the command line or of an earlier session in place of the own. */
  async usePlan(plan: Plan): Promise<void> {
    await this.#work('opening', async (walk) => {
      const job = (this.#job ??= await this.#openJob(this.file, { signal: this.#abort.signal }));
      this.media.value = job.media;
      this.#show('looking');
      const { plan: checked, ...looked } = await job.checkPlan(plan, walk);
      this.settings.value = checked.settings;
      this.#setReview(checked, { ...looked, warnings: [], notes: [] });
    });
  }

  /** Follows a drawn box through the video and adds its track. Gives the track's id; `undefined` where that failed or was cancelled. */
  async follow(seconds: number, box: PlanTrack['keyframes'][number]['box']): Promise<string | undefined> {
    const id = randomTrackId();
    const isDone = await this.#work('following', async (walk) => {
      const track = await this.job.follow({ seconds, box, id }, walk);
      this.edit((plan) => addTracks(plan, [track]));
    });
    return isDone ? id : undefined;
  }

  /** Makes an edit of the plan. */
  edit(change: (plan: Plan) => Plan): void {
    this.review.value?.history.edit(change);
  }

  /**
   * Writes the hidden copy and checks it; what the check finds is hidden, too, and the copy written anew. `deliver` hands over a copy in which nothing is
   * left; one with something left waits for {@link hideFindings} or {@link deliverAsItIs}.
   */
  async save(deliver: Deliver): Promise<void> {
    this.#deliver = deliver;
    const isDone = await this.#work('saving', async (walk) => {
      for (let repairs = 0; ; repairs++) {
        const missed = await this.#writeAndCheck(repairs > 0, walk);
        if (missed.length === 0) return this.#handOver(walk);
        if (repairs === mostRepairs) return;
        this.edit((plan) => addTracks(plan, missed));
      }
    });
    if (!isDone) this.saved.value = undefined;
  }

  /** Adds what the check found to the plan and saves again, to the same place. */
  async hideFindings(): Promise<void> {
    const findings = this.verified.value?.findings ?? [];
    this.edit((plan) => addTracks(plan, findingsToTracks(findings, plan.media, randomTrackId)));
    if (this.#deliver) await this.save(this.#deliver);
  }

  /** Hands over a copy in which the check found something, as a person looked at it and wants it so. */
  async deliverAsItIs(): Promise<void> {
    await this.#work('saving', (walk) => this.#handOver(walk));
  }

  /** Ends what is under way. A review that was there before stays. */
  cancel(): void {
    this.#abort.abort(new DOMException('Cancelled.', 'AbortError'));
    if (this.state.value.kind === 'waiting') this.state.value = { kind: 'cancelled' };
  }

  /** Ends everything and frees the file. */
  dispose(): void {
    this.cancel();
    this.#job?.[Symbol.dispose]();
    this.#job = undefined;
  }

  /** Gives what the check found, as tracks. */
  async #writeAndCheck(isRepaired: boolean, walk: WalkOptions): Promise<readonly PlanTrack[]> {
    const plan = this.plan.value;
    if (!plan) throw new TypeError('Expected the file to be looked at before it is saved.');
    const hide = this.hide.value;
    const { format, sound } = this.output.value;
    this.#show('saving');
    if (this.#written) await this.job.release(this.#written);
    this.saved.value = undefined;
    this.verified.value = undefined;
    const file = await this.job.save({ plan, hide, format, sound }, walk);
    this.#written = file;
    this.saved.value = { file, plan, hide, sound, isDelivered: false, isRepaired };
    this.#show('verifying');
    const verified = await this.job.verify({ saved: file, plan }, walk);
    this.verified.value = verified;
    return findingsToTracks(verified.findings, plan.media, randomTrackId);
  }

  async #handOver(walk: WalkOptions): Promise<void> {
    const copy = this.saved.value;
    if (!copy) throw new TypeError('Expected a finished copy to hand over.');
    await this.#deliver?.(copy.file, walk);
    this.saved.value = { ...copy, isDelivered: true };
  }

  #setReview(plan: Plan, looked: Omit<LookedAt, 'plan'>): void {
    const history = this.review.value?.history;
    // Looking again is an edit like others: undo brings the old plan back.
    if (history) history.edit(() => plan);
    this.review.value = { ...looked, history: history ?? new PlanHistory(plan) };
  }

  #show(stage: WorkStage, reading?: MeterReading): void {
    this.state.value = { kind: 'working', stage, reading };
  }

  /** Runs one piece of work and turns its end into a state. Gives whether it was done. */
  async #work(stage: WorkStage, work: (walk: WalkOptions) => Promise<void>): Promise<boolean> {
    this.#abort = new AbortController();
    const { signal: abortSignal } = this.#abort;
    const meter = new ProgressMeter();
    this.#show(stage);
    const onProgress: WalkOptions['onProgress'] = (progress) => {
      const { value } = this.state;
      if (value.kind === 'working') this.#show(value.stage, meter.read(progress));
    };
    try {
      await work({ onProgress, signal: abortSignal });
      this.state.value = { kind: 'ready' };
      return true;
    } catch (error) {
      this.#fail(error, abortSignal);
      return false;
    }
  }

  #fail(error: unknown, { aborted }: AbortSignal): void {
    if (aborted) {
      this.state.value = this.review.value ? { kind: 'ready' } : { kind: 'cancelled' };
      return;
    }
    const explanation = explainFailure(error);
    if (explanation.isJobOver) {
      this.#job?.[Symbol.dispose]();
      this.#job = undefined;
      this.#written = undefined;
      this.review.value = undefined;
    }
    this.state.value = { kind: 'failed', explanation };
  }
}

function isOneOf<T extends string>(value: T, values: readonly T[]): boolean {
  return values.includes(value);
}
