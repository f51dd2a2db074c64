import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { boxAt, PlanRegions, type Box, type Plan, type PlanTrack } from '@passerby/engine';
import { drawnTrack, addTracks, hideSpan, isDrawn, moveTrack, removeTrack, retimeTrack } from '../plan-edits/edit-plan.ts';
import { canMerge, mergeTracks } from '../plan-edits/merge-tracks.ts';
import { splitTrack } from '../plan-edits/split-track.ts';
import type { WorkItem } from '../queue/work-item.ts';
import { Player } from './player.ts';
import { nextRisk, rateTracks, type RiskyTrack } from './track-risk.ts';

/** Which order the tracks are listed in. */
export type TrackOrder = 'risk' | 'time';

/** What a person is doing in the review of one item: what is selected, drawn, marked. Nothing of it is part of the plan. */
export class ReviewState {
  readonly item: WorkItem;
  readonly player: Player;
  readonly selectedId: Signal<string | undefined> = signal(undefined);
  readonly isDrawing: Signal<boolean> = signal(false);
  /** The first of two tracks that are to become one. */
  readonly mergeWithId: Signal<string | undefined> = signal(undefined);
  readonly inSeconds: Signal<number | undefined> = signal(undefined);
  readonly outSeconds: Signal<number | undefined> = signal(undefined);
  readonly order: Signal<TrackOrder> = signal('risk');
  /** Whether the question why the selected track should stay visible is open. */
  readonly isAskingReason: Signal<boolean> = signal(false);
  /** "Keep only this person": the reason, and the tracks that were decided on. */
  readonly keepOnly: Signal<{ readonly reason: string; readonly decidedIds: ReadonlySet<string> } | undefined> =
    signal(undefined);
  /** The stage puts its zoom here, for the keys: in, out, or the whole picture. */
  zoomStage: ((direction: 1 | -1 | 0) => void) | undefined;
  readonly rated: ReadonlySignal<readonly RiskyTrack[]>;
  readonly listed: ReadonlySignal<readonly RiskyTrack[]>;
  readonly selected: ReadonlySignal<PlanTrack | undefined>;
  readonly regions: ReadonlySignal<PlanRegions | undefined>;
  readonly #stop: () => void;

  constructor(item: WorkItem) {
    this.item = item;
    this.player = new Player(item);
    this.rated = computed(() => (this.plan ? rateTracks(this.plan, item.review.value?.cutSeconds ?? []) : []));
    this.listed = computed(() =>
      this.order.value === 'risk'
        ? this.rated.value
        : this.rated.value.toSorted((a, b) => a.track.fromSeconds - b.track.fromSeconds),
    );
    this.selected = computed(() => this.plan?.tracks.find(({ id }) => id === this.selectedId.value));
    this.regions = computed(() => this.plan && new PlanRegions(this.plan));
    // Undo may take away what is selected.
    this.#stop = effect(() => {
      if (this.selectedId.value !== undefined && this.plan && !this.selected.value) this.selectedId.value = undefined;
    });
  }

  dispose(): void {
    this.#stop();
    this.player.dispose();
  }

  /** Whether the item has time: a photo has none. */
  get isMoving(): boolean {
    return (this.item.media.value?.kind ?? 'photo') !== 'photo';
  }

  /** Selects a track and goes to it where it is not on the stage. */
  select(id: string | undefined): void {
    batch(() => {
      this.selectedId.value = id;
      this.isDrawing.value = false;
      const track = this.selected.value;
      if (!track) return;
      const { value: seconds } = this.player.seconds;
      if (seconds < track.fromSeconds || seconds > track.throughSeconds) this.player.seek(firstSight(track));
    });
  }

  /** Goes to the next risky track, or back to the one before. */
  jumpToRisk(direction: 1 | -1): void {
    const from = this.selected.value?.fromSeconds ?? this.player.seconds.value - 0.01;
    const next = this.isMoving ? nextRisk(this.rated.value, from, direction) : this.#riskAfterSelected(direction);
    if (next) this.goTo(next.track);
  }

  /** Selects a track and shows its first sight. */
  goTo(track: PlanTrack): void {
    this.selectedId.value = track.id;
    if (this.isMoving) this.player.seek(firstSight(track));
  }

  /** Hides a drawn box: on a photo at once; in a video from now on through the end, or where it leads when it is followed. */
  async draw(box: Box, isFollowed: boolean): Promise<void> {
    this.isDrawing.value = false;
    const { value: seconds } = this.player.seconds;
    this.player.pause();
    if (isFollowed && this.isMoving) {
      const id = await this.item.follow(seconds, box);
      if (id !== undefined) this.selectedId.value = id;
      return;
    }
    const track = drawnTrack(box, this.isMoving ? seconds : 0, this.plan?.media.durationSeconds ?? 0);
    this.item.edit((plan) => addTracks(plan, [track]));
    this.selectedId.value = track.id;
  }

  /** Puts the selected drawn track here at this moment. */
  place(box: Box): void {
    const id = this.selectedId.value;
    if (id !== undefined) this.item.edit((plan) => moveTrack(plan, id, this.#moment(), box));
  }

  deleteSelected(): void {
    const track = this.selected.value;
    if (track && isDrawn(track)) this.item.edit((plan) => removeTrack(plan, track.id));
  }

  splitSelected(): void {
    const id = this.selectedId.value;
    const times = this.item.review.value?.frameSeconds;
    if (id !== undefined && times) this.item.edit((plan) => splitTrack(plan, id, this.#moment(), times));
  }

  /** The selected track is hidden from here, or through here. */
  extendSelected(edge: 'from' | 'through'): void {
    const track = this.selected.value;
    if (!track) return;
    const now = this.#moment();
    const from = edge === 'from' ? now : track.fromSeconds;
    const through = edge === 'through' ? now : track.throughSeconds;
    this.item.edit((plan) => retimeTrack(plan, track.id, from, through));
  }

  /** The first call remembers the selected track, the second one joins the one selected then to it. */
  mergeSelected(): void {
    const id = this.selectedId.value;
    const first = this.mergeWithId.value;
    if (id === undefined || first === undefined || id === first) {
      this.mergeWithId.value = first === id ? undefined : id;
      return;
    }
    this.mergeWithId.value = undefined;
    if (!this.canMergeWith(first)) return;
    this.item.edit((plan) => mergeTracks(plan, first, id));
    this.selectedId.value = first;
  }

  /** Whether the selected track and this one may become one. */
  canMergeWith(id: string): boolean {
    const other = this.plan?.tracks.find((track) => track.id === id);
    return Boolean(other && this.selected.value && canMerge(other, this.selected.value));
  }

  /** Hides the whole picture between the marks; without marks, at this frame alone. */
  hideBetweenMarks(): void {
    const now = this.#moment();
    const from = this.inSeconds.value ?? now;
    const through = this.outSeconds.value ?? now;
    this.item.edit((plan) => hideSpan(plan, from, through));
    this.inSeconds.value = undefined;
    this.outSeconds.value = undefined;
  }

  /** Hides the whole picture, from the first to the last frame. */
  hideEverything(): void {
    this.item.edit((plan) => hideSpan(plan, 0, plan.media.durationSeconds));
  }

  /** Where a track is at the moment shown, before growth and snapping. */
  regionOf(track: PlanTrack): Box {
    return boxAt(track, this.#moment());
  }

  get plan(): Plan | undefined {
    return this.item.plan.value;
  }

  /** The frame's own time where one is shown. */
  #moment(): number {
    if (!this.isMoving) return 0;
    return this.item.review.value?.frameSeconds[this.player.frameIndex.value] ?? this.player.seconds.value;
  }

  #riskAfterSelected(direction: 1 | -1): RiskyTrack | undefined {
    const risky = this.rated.value.filter(({ risk }) => risk > 0);
    const at = risky.findIndex(({ track }) => track.id === this.selectedId.value);
    return risky.at((at + direction + risky.length) % Math.max(1, risky.length));
  }
}

/** The first moment at which the thing itself was seen or drawn: tracks begin a while before. */
function firstSight(track: PlanTrack): number {
  const seen = track.keyframes.find(({ origin }) => origin === 'detected' || origin === 'drawn');
  return Math.min(track.throughSeconds, Math.max(track.fromSeconds, seen?.seconds ?? track.fromSeconds));
}
