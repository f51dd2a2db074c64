import {
  followedRegionTrack,
  FollowPicture,
  RegionFollower,
  type FollowedSight,
  type PlanTrack,
} from '@passerby/engine';
import type { FollowRequest } from '../job/studio-job.ts';
import type { OpenMedia, Walk } from './open-media.ts';

/** Backwards the video is decoded in stretches of this length, each one forwards. */
const stretchSeconds = 2;
/** Times that differ by less are one frame. */
const slackSeconds = 0.0005;

/** Follows what is in a drawn box, forwards and backwards until it is lost, left the picture, or a cut comes. */
export async function followRegion(
  media: OpenMedia,
  { seconds, box, id }: FollowRequest,
  { signal, onProgress }: Walk,
): Promise<PlanTrack> {
  using frame = await media.frameAt(seconds, signal);
  const drawn = new FollowPicture(frame);
  const ahead: FollowedSight[] = [];
  const behind: FollowedSight[] = [];
  const step = (sights: FollowedSight[], follower: RegionFollower, picture: FollowPicture): boolean => {
    const found = follower.follow(picture);
    if (found) sights.push({ seconds: picture.seconds, box: found });
    onProgress(ahead.length + behind.length, undefined);
    return found !== undefined;
  };

  const forwards = new RegionFollower(drawn, box);
  for await (const picture of pictures(media, drawn.seconds, signal)) {
    if (picture.seconds > drawn.seconds + slackSeconds && !step(ahead, forwards, picture)) break;
  }
  const backwards = new RegionFollower(drawn, box);
  for await (const picture of picturesBackwards(media, drawn.seconds, signal)) {
    if (!step(behind, backwards, picture)) break;
  }
  const sights = [...behind.toReversed(), { seconds: drawn.seconds, box }, ...ahead];
  return followedRegionTrack(id, drawn.seconds, sights, media.facts);
}

async function* pictures(media: OpenMedia, fromSeconds: number, signal: AbortSignal): AsyncGenerator<FollowPicture> {
  for await (const raw of media.framesFrom(fromSeconds, signal)) {
    using frame = raw;
    yield new FollowPicture(frame);
  }
}

/** The frames before a moment, last one first. */
async function* picturesBackwards(
  media: OpenMedia,
  beforeSeconds: number,
  signal: AbortSignal,
): AsyncGenerator<FollowPicture> {
  for (let end = beforeSeconds; end > slackSeconds;) {
    const start = Math.max(0, end - stretchSeconds);
    const stretch: FollowPicture[] = [];
    for await (const picture of pictures(media, start, signal)) {
      if (picture.seconds >= end - slackSeconds) break;
      stretch.push(picture);
    }
    yield* stretch.toReversed();
    end = start;
  }
}
