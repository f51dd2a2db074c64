import { PlanRegions, type Plan } from '@passerby/engine';
import type { ChosenHead } from './choose-head.ts';

/** Tracks are on at most this long before and after their times. */
const slackSeconds = 0.002;

/** The plan with a hole: whatever covers any of the head in these frames is off for as long as they last, and on before and after. */
export function leaveClear(plan: Plan, head: ChosenHead, framesPerSecond: number): Plan {
  const from = head.firstFrame / framesPerSecond - slackSeconds;
  const through = (head.firstFrame + head.boxes.length - 1) / framesPerSecond + slackSeconds;
  const regions = new PlanRegions(plan);
  const inTheWay = new Set<string>();
  for (const [at, box] of head.boxes.entries()) {
    for (const { trackId, box: region } of regions.at((head.firstFrame + at) / framesPerSecond)) {
      const isApart =
        region.x >= box.x + box.width ||
        box.x >= region.x + region.width ||
        region.y >= box.y + box.height ||
        box.y >= region.y + region.height;
      if (!isApart) inTheWay.add(trackId);
    }
  }
  const tracks = plan.tracks.flatMap((track) => {
    if (!inTheWay.has(track.id)) return [track];
    const before = { ...track, throughSeconds: from - slackSeconds };
    const after = { ...track, id: nextId(track.id), fromSeconds: through + slackSeconds };
    return [before, after].filter(({ fromSeconds, throughSeconds }) => fromSeconds <= throughSeconds);
  });
  return { ...plan, tracks };
}

/** Another id for the rest of a track: its own, counted on in its first digit. */
function nextId(id: string): string {
  return ((Number.parseInt(id.slice(0, 1), 16) + 1) % 16).toString(16) + id.slice(1);
}
