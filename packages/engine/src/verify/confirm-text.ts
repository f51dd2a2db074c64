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
 * Takes the original's frames, in order, at least those at the {@link textMoments}; looks only at these. Findings of other kinds pass.
 * @throws what the detector throws: an unconfirmed look is no confirmation.
 */
export async function confirmText(
  findings: readonly FrameFinding[],
  originals: AsyncIterable<RawFrame>,
  detector: Detector,
  options: { readonly signal?: AbortSignalLike | undefined } = {},
): Promise<readonly FrameFinding[]> {
  const waiting = findings.filter(({ kind }) => kind === 'text').toSorted((a, b) => a.seconds - b.seconds);
  // A moment that the original does not have cannot be checked against it: what was found there stays.
  const dropped = new Set<FrameFinding>();
  let next = 0;
  if (waiting.length > 0) {
    for await (const original of originals) {
      using frame = original;
      while (isBefore(waiting[next], frame.seconds - sameMomentSeconds)) next += 1;
      const from = next;
      while (isBefore(waiting[next], frame.seconds + sameMomentSeconds)) next += 1;
      if (next > from) {
        const lines = await detector[detect](frame.view, options);
        for (const finding of waiting.slice(from, next)) {
          if (!lines.some(({ box }) => isSameLine(box, finding.box))) dropped.add(finding);
        }
      }
      if (next === waiting.length) break;
    }
  }
  return findings.filter((finding) => !dropped.has(finding));
}

/** When text was found, in ascending order: the moments at which {@link confirmText} wants to see the original. */
export function textMoments(findings: readonly FrameFinding[]): readonly number[] {
  const seconds = findings.filter(({ kind }) => kind === 'text').map((finding) => finding.seconds);
  return [...new Set(seconds)].toSorted((a, b) => a - b);
}

function isBefore(finding: FrameFinding | undefined, seconds: number): boolean {
  return finding !== undefined && finding.seconds < seconds;
}

function isSameLine(a: Box, b: Box): boolean {
  const common = intersectBoxes(a, b);
  return common !== undefined && boxArea(common) >= sameLineRatio * Math.min(boxArea(a), boxArea(b));
}
