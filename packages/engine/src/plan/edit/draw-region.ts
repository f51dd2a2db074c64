import { OptionsError } from '../../errors.ts';
import { clipBox, type Box } from '../../frame/box.ts';
import { timeSlackSeconds, type Plan, type PlanKeyframe, type PlanTrack } from '../plan.ts';
import { addTracks } from './add-tracks.ts';
import { replaceTracks, requireRegion } from './change-tracks.ts';

/** A rectangle that a person drew. */
export interface DrawnRegion {
  /** 16 random hex digits. */
  readonly id: string;
  /** In pixels of the upright picture; what lies outside is cut off. */
  readonly box: Box;
  /** First and last moment hidden, in seconds from the first frame shown. Both 0 for a photo. */
  readonly fromSeconds: number;
  readonly throughSeconds: number;
}

/**
 * The plan with a drawn region added: it stays where it is until {@link placeRegion} moves it.
 * @throws OptionsError where nothing of the box is in the picture, or the id is taken; PlanError where the moments are not in the media.
 */
export function drawRegion(plan: Plan, { id, box, fromSeconds, throughSeconds }: DrawnRegion): Plan {
  const keyframe: PlanKeyframe = { seconds: fromSeconds, box: clipToPicture(plan, box), origin: 'drawn' };
  return addTracks(plan, [{ id, kind: 'region', fromSeconds, throughSeconds, keyframes: [keyframe] }]);
}

/**
 * The plan with everything hidden, the whole frame, between two moments (both included).
 * @throws OptionsError where the id is taken; PlanError where the moments are not in the media.
 */
export function hideSpan(plan: Plan, span: Omit<DrawnRegion, 'box'>): Plan {
  const { width, height } = plan.media;
  return drawRegion(plan, { ...span, box: { x: 0, y: 0, width, height } });
}

/**
 * The plan with a drawn region at another place, or of another size, at one moment: a keyframe, from and to which it moves in a straight line.
 * @throws OptionsError for unknown ids, tracks that were found, moments outside its span, and boxes outside the picture.
 */
export function placeRegion(plan: Plan, id: string, seconds: number, box: Box): Plan {
  const track = requireRegion(plan, id);
  const isInSpan =
    seconds >= track.fromSeconds - timeSlackSeconds && seconds <= track.throughSeconds + timeSlackSeconds;
  if (!isInSpan) {
    throw new OptionsError(
      `Expected a moment from ${track.fromSeconds} s to ${track.throughSeconds} s, when the region is hidden, received ${seconds} s.`,
    );
  }
  const keyframe: PlanKeyframe = { seconds, box: clipToPicture(plan, box), origin: 'drawn' };
  return replaceTracks(plan, [id], [{ ...track, keyframes: withKeyframe(track, keyframe) }]);
}

/** The plan without these drawn regions. @throws OptionsError for unknown ids, and tracks that were found: those can only be kept, with a reason. */
export function deleteRegions(plan: Plan, ids: readonly string[]): Plan {
  for (const id of ids) requireRegion(plan, id);
  return { ...plan, tracks: plan.tracks.filter((track) => !ids.includes(track.id)) };
}

function withKeyframe({ keyframes }: PlanTrack, keyframe: PlanKeyframe): PlanKeyframe[] {
  const others = keyframes.filter(({ seconds }) => Math.abs(seconds - keyframe.seconds) > timeSlackSeconds);
  return [...others, keyframe].toSorted((a, b) => a.seconds - b.seconds);
}

function clipToPicture({ media }: Plan, box: Box): Box {
  const clipped = clipBox(box, media.width, media.height);
  if (clipped) return clipped;
  throw new OptionsError(`Expected a box in the ${media.width} x ${media.height} picture, received one outside.`);
}
