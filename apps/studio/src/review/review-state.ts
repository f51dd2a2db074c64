import { batch, computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import {
  boxAt,
  deleteRegions,
  drawRegion,
  EngineError,
  extendTrack,
  hideSpan,
  mergeTracks,
  placeRegion,
  PlanRegions,
  splitTrack,
  type Box,
  type Plan,
  type PlanTrack,
} from '@passerby/engine';
import type { WorkItem } from '../queue/work-item.ts';
import { Player } from './player.ts';
import { isDrawn, randomTrackId } from './track-facts.ts';
import { windowAt, type TimeWindow } from './time-window.ts';
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
  /** How many times longer than the whole video the time line is; a power of 2. */
  readonly timeZoom: Signal<number> = signal(1);
  /** The part of the video that the time line shows: the one that the moment at hand is in. */
  readonly timeWindow: ReadonlySignal<TimeWindow>;
  readonly order: Signal<TrackOrder> = signal('risk');
  /** Why the last edit could not be made, in English. */
  readonly refusal: Signal<string | undefined> = signal(undefined);
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
    const windowStart = computed(() => this.#windowNow().fromSeconds);
    // Only when another part comes up, not at every frame: all lanes hang on it.
    this.timeWindow = computed(() => ({ ...this.#windowLength(), fromSeconds: windowStart.value }));
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

  /** Shows half or twice as much time at once, down to about a second. */
  zoomTime(direction: 1 | -1): void {
    const duration = this.plan?.media.durationSeconds ?? 0;
    const zoom = this.timeZoom.value * (direction > 0 ? 2 : 0.5);
    if (zoom >= 1 && duration / zoom >= 0.5) this.timeZoom.value = zoom;
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
    const newId = randomTrackId();
    const fromSeconds = this.isMoving ? this.#moment() : 0;
    this.edit((plan) => drawRegion(plan, { id: newId, box, fromSeconds, throughSeconds: plan.media.durationSeconds }));
    this.selectedId.value = newId;
  }

  /** Makes an edit; one that the plan does not allow is told and changes nothing. */
  edit(change: (plan: Plan) => Plan): void {
    this.refusal.value = undefined;
    try {
      this.item.edit(change);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.refusal.value = error.message;
    }
  }

  /** Puts the selected drawn track here at this moment; its time reaches this moment from then on. */
  place(box: Box): void {
    const id = this.selectedId.value;
    const now = this.#moment();
    if (id === undefined) return;
    this.edit((plan) => placeRegion(reach(plan, id, now), id, now, box));
  }

  deleteSelected(): void {
    const track = this.selected.value;
    if (track && isDrawn(track)) this.edit((plan) => deleteRegions(plan, [track.id]));
  }

  /** Cuts the selected track in two here, so that one part can be kept. */
  splitSelected(): void {
    const id = this.selectedId.value;
    if (id !== undefined) this.edit((plan) => splitTrack(plan, id, this.#moment(), randomTrackId()));
  }

  /** Whether the selected track can begin or end here: what was found never gets shorter. */
  canExtend(edge: 'from' | 'through'): boolean {
    const track = this.selected.value;
    const now = this.#moment();
    if (!track) return false;
    if (isDrawn(track)) return edge === 'from' ? now <= track.throughSeconds : now >= track.fromSeconds;
    return edge === 'from' ? now < track.fromSeconds : now > track.throughSeconds;
  }

  /** Whether the selected track is hidden both before and after this moment. */
  canSplit(): boolean {
    const track = this.selected.value;
    const now = this.#moment();
    return track !== undefined && now > track.fromSeconds + 0.001 && now < track.throughSeconds - 0.001;
  }

  /** The selected track is hidden from here, or through here. */
  extendSelected(edge: 'from' | 'through'): void {
    const id = this.selectedId.value;
    const now = this.#moment();
    if (id !== undefined) {
      this.edit((plan) => extendTrack(plan, id, edge === 'from' ? { fromSeconds: now } : { throughSeconds: now }));
    }
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
    this.edit((plan) => mergeTracks(plan, first, id));
    if (this.refusal.value === undefined) this.selectedId.value = first;
  }

  /** Hides the whole picture between the marks; without marks, at this frame alone. */
  hideBetweenMarks(): void {
    const now = this.#moment();
    const from = this.inSeconds.value ?? now;
    const through = this.outSeconds.value ?? now;
    const [fromSeconds, throughSeconds] = from <= through ? [from, through] : [through, from];
    this.edit((plan) => hideSpan(plan, { id: randomTrackId(), fromSeconds, throughSeconds }));
    this.inSeconds.value = undefined;
    this.outSeconds.value = undefined;
  }

  /** Hides the whole picture, from the first to the last frame. */
  hideEverything(): void {
    this.edit((plan) =>
      hideSpan(plan, { id: randomTrackId(), fromSeconds: 0, throughSeconds: plan.media.durationSeconds }),
    );
  }

  /** Where a track is at the moment shown, before growth and snapping. */
  regionOf(track: PlanTrack): Box {
    return boxAt(track, this.#moment());
  }

  get plan(): Plan | undefined {
    return this.item.plan.value;
  }

  #windowNow(): TimeWindow {
    return windowAt(this.player.seconds.value, this.plan?.media.durationSeconds ?? 0, this.timeZoom.value);
  }

  #windowLength(): Pick<TimeWindow, 'lengthSeconds'> {
    return { lengthSeconds: (this.plan?.media.durationSeconds ?? 0) / this.timeZoom.value };
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

/** The plan with the track's time reaching a moment. */
function reach(plan: Plan, id: string, seconds: number): Plan {
  const track = plan.tracks.find((candidate) => candidate.id === id);
  if (!track || (seconds >= track.fromSeconds && seconds <= track.throughSeconds)) return plan;
  return extendTrack(plan, id, {
    fromSeconds: Math.min(track.fromSeconds, seconds),
    throughSeconds: Math.max(track.throughSeconds, seconds),
  });
}
