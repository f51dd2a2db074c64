import type { AbortSignalLike } from '../abort-signal.ts';
import { detect, type Detector } from '../detect/detector.ts';
import { boxArea, intersectBoxes, type Box } from '../frame/box.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import type { FrameFinding } from './finding.ts';

/** Share of the smaller of two lines that both must have in common to be the same line. */
const sameLineRatio = 0.3;
const sameMomentSeconds = 0.001;

/**
 * Drops text that the original does not show at the same place and moment. Where text is hidden, text networks begin to read windows
 * and doors: they weigh the whole picture, and nothing else in it looks like writing any more.
 * Takes the original's frames, in order; looks only at those with text findings. Findings of other kinds pass.
 * @throws what the detector throws: an unconfirmed look is no confirmation.
 */
export async function confirmText(
  findings: readonly FrameFinding[],
  originals: AsyncIterable<RawFrame>,
  detector: Detector,
  options: { readonly signal?: AbortSignalLike | undefined } = {},
): Promise<readonly FrameFinding[]> {
  const waiting = findings.filter(({ kind }) => kind === 'text').toSorted((a, b) => a.seconds - b.seconds);
  const confirmed = new Set<FrameFinding>();
  if (waiting.length > 0) {
    for await (const original of originals) {
      using frame = original;
      const here = takeMoment(waiting, frame.seconds);
      if (here.length === 0) continue;
      const lines = await detector[detect](frame.view, options);
      for (const finding of here) if (lines.some(({ box }) => isSameLine(box, finding.box))) confirmed.add(finding);
      if (waiting.length === 0) break;
    }
  }
  // A moment that the original does not have cannot be checked against it: what was found there stays.
  const unchecked = new Set(waiting);
  return findings.filter((finding) => finding.kind !== 'text' || confirmed.has(finding) || unchecked.has(finding));
}

/** Removes and gives the findings of this moment. */
function takeMoment(waiting: FrameFinding[], seconds: number): readonly FrameFinding[] {
  const here = waiting.filter((finding) => Math.abs(finding.seconds - seconds) <= sameMomentSeconds);
  const rest = waiting.filter((finding) => Math.abs(finding.seconds - seconds) > sameMomentSeconds);
  waiting.splice(0, waiting.length, ...rest);
  return here;
}

function isSameLine(a: Box, b: Box): boolean {
  const common = intersectBoxes(a, b);
  return common !== undefined && boxArea(common) >= sameLineRatio * Math.min(boxArea(a), boxArea(b));
}
