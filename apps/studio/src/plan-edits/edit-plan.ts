import { type Box, type Plan, type PlanKeyframe, type PlanMedia, type PlanTrack } from '@passerby/engine';

// What a person does to a plan. Plans are never changed in place: an edit gives a new one, so undo is going back to the old.

/** A fresh track id: 16 random hex digits. */
export function randomTrackId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The plan's track of this id. @throws RangeError where there is none. */
export function trackOf(plan: Plan, id: string): PlanTrack {
  const track = plan.tracks.find((candidate) => candidate.id === id);
  if (!track) throw new RangeError(`Expected the id of a track of the plan, received ${id}.`);
  return track;
}

/** Whether a person drew the track, so that it may be moved, shortened and deleted. What was found may only be kept visible, with a reason. */
export function isDrawn(track: PlanTrack): boolean {
  return track.kind === 'region';
}

/** Leaves a track visible. `reason` must say something. */
export function keepTrack(plan: Plan, id: string, reason: string): Plan {
  return replaceTrack(plan, id, (track) => [{ ...track, keep: { reason: reason.trim() } }]);
}

/** Hides a track that was kept visible. */
export function hideTrack(plan: Plan, id: string): Plan {
  return replaceTrack(plan, id, (track) => {
    const { keep, ...hidden } = track;
    return [keep ? hidden : track];
  });
}

/** Adds tracks. */
export function addTracks(plan: Plan, tracks: readonly PlanTrack[]): Plan {
  return { ...plan, tracks: [...plan.tracks, ...tracks] };
}

/** Takes a drawn track out. @throws RangeError for a track that was found. */
export function removeTrack(plan: Plan, id: string): Plan {
  return replaceTrack(plan, id, (track) => {
    if (!isDrawn(track)) throw new RangeError('Expected a drawn track to remove, received one that was found.');
    return [];
  });
}

/** Puts a drawn track at this place at this moment: a keyframe there, and the track's time reaches it. */
export function moveTrack(plan: Plan, id: string, seconds: number, box: Box): Plan {
  return replaceTrack(plan, id, (track) => {
    if (!isDrawn(track)) throw new RangeError('Expected a drawn track to move, received one that was found.');
    const keyframe: PlanKeyframe = { seconds, box: { ...box }, origin: 'drawn' };
    const others = track.keyframes.filter((other) => other.seconds !== seconds);
    return [
      {
        ...track,
        fromSeconds: Math.min(track.fromSeconds, seconds),
        throughSeconds: Math.max(track.throughSeconds, seconds),
        keyframes: [...others, keyframe].toSorted((a, b) => a.seconds - b.seconds),
      },
    ];
  });
}

/**
 * Hides a track from an earlier or until a later moment. Only drawn tracks get shorter: where something found should be visible for a
 * while, it is split, and a part kept.
 */
export function retimeTrack(plan: Plan, id: string, fromSeconds: number, throughSeconds: number): Plan {
  return replaceTrack(plan, id, (track) => {
    const from = isDrawn(track) ? fromSeconds : Math.min(fromSeconds, track.fromSeconds);
    const through = isDrawn(track) ? throughSeconds : Math.max(throughSeconds, track.throughSeconds);
    if (from > through) return [track];
    return [{ ...track, fromSeconds: from, throughSeconds: through }];
  });
}

/** A drawn track that stays where it is, from one moment through another. */
export function drawnTrack(box: Box, fromSeconds: number, throughSeconds: number): PlanTrack {
  return {
    id: randomTrackId(),
    kind: 'region',
    fromSeconds,
    throughSeconds,
    keyframes: [{ seconds: fromSeconds, box: { ...box }, origin: 'drawn' }],
  };
}

/** Hides the whole picture from one moment through another. */
export function hideSpan(plan: Plan, fromSeconds: number, throughSeconds: number): Plan {
  const { width, height } = plan.media;
  const [from, through] = fromSeconds <= throughSeconds ? [fromSeconds, throughSeconds] : [throughSeconds, fromSeconds];
  return addTracks(plan, [drawnTrack({ x: 0, y: 0, width, height }, from, through)]);
}

/** Whether a track covers the whole picture: "hide everything from here to here". */
export function coversPicture(track: PlanTrack, { width, height }: Pick<PlanMedia, 'width' | 'height'>): boolean {
  return track.keyframes.every(
    ({ box }) => box.x <= 0 && box.y <= 0 && box.x + box.width >= width && box.y + box.height >= height,
  );
}

/** The plan with other tracks in place of one; the same plan where that is the same track. @throws RangeError where there is no such track. */
export function replaceTrack(plan: Plan, id: string, change: (track: PlanTrack) => readonly PlanTrack[]): Plan {
  const track = trackOf(plan, id);
  const changed = change(track);
  if (changed.length === 1 && changed[0] === track) return plan;
  return { ...plan, tracks: plan.tracks.flatMap((candidate) => (candidate === track ? changed : [candidate])) };
}
