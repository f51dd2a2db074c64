import { growTextGroup } from '../detect/group-text.ts';
import { boxSize } from '../track/path.ts';
import { paddingSeconds } from '../track/live-track.ts';
import type { Box } from '../frame/box.ts';
import type { PlanMedia, PlanTrack } from '../plan/plan.ts';
import type { FrameFinding } from './finding.ts';

/** Findings of one thing are at most this far apart in time: checks look for text less often than for faces. */
const joinSeconds = { face: 0.75, text: 4 } as const;
/** How long before its first and after its last finding a thing is hidden: text stands until the checks before and after did not find it. */
const aroundSeconds = { face: paddingSeconds, text: 2 } as const;
/** And their centres at most this many sizes. */
const joinSizes = 1;

/**
 * Tracks that hide what was found, to be added to the plan: leaks of the same thing joined over time, from a while before to a while after.
 * Accepted findings and notices are left as they are. `randomId` gives 16 random hex digits, other ones each time.
 */
export function findingsToTracks(
  findings: readonly FrameFinding[],
  media: PlanMedia,
  randomId: () => string,
): readonly PlanTrack[] {
  const chains: FrameFinding[][] = [];
  const leaks = findings.filter((finding) => finding.severity === 'leak');
  for (const leak of leaks.toSorted((a, b) => a.seconds - b.seconds)) {
    const chain = chains.find((candidate) => belongsTo(leak, candidate.at(-1) as FrameFinding));
    if (chain) chain.push(leak);
    else chains.push([leak]);
  }
  return chains.map((chain) => {
    const first = chain[0] as FrameFinding;
    const last = chain.at(-1) as FrameFinding;
    const around = aroundSeconds[first.kind];
    return {
      id: randomId(),
      kind: first.kind,
      fromSeconds: Math.max(0, first.seconds - around),
      throughSeconds: Math.min(Math.max(media.durationSeconds, last.seconds), last.seconds + around),
      keyframes: chain.map((leak) => ({ seconds: leak.seconds, box: { ...regionOf(leak) }, origin: 'detected' })),
    };
  });
}

function belongsTo(next: FrameFinding, last: FrameFinding): boolean {
  const elapsed = next.seconds - last.seconds;
  if (next.kind !== last.kind || elapsed <= 0 || elapsed > joinSeconds[next.kind]) return false;
  const size = (boxSize(next.box) + boxSize(last.box)) / 2;
  return distance(next.box, last.box) <= joinSizes * size;
}

function distance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}

/** Lines of text are found without their margin; faces get theirs from the preset. */
function regionOf({ kind, box }: FrameFinding): Box {
  return kind === 'text' ? growTextGroup({ box, textHeight: box.height, score: 1 }).box : box;
}
