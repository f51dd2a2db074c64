import type { AbortSignalLike } from '../abort-signal.ts';
import type { Detection } from '../detect/detection.ts';
import { detect, type Detector } from '../detect/detector.ts';
import { boxArea, intersectBoxes, uniteBoxes, type Box } from '../frame/box.ts';
import type { RawFrame } from '../frame/raw-frame.ts';
import { filledShare } from './fill-map.ts';
import type { FrameFinding } from './finding.ts';

/** Share of the smaller of two lines that both must have in common to be the same line. */
const sameLineRatio = 0.3;
/** Share of what they have in common that must not be filled: else the line is hidden, and something around it was read as text. */
const clearRatio = 0.5;
const sameMomentSeconds = 0.001;

/**
 * Drops text that the original does not show at the same place and moment, or that is hidden; what stays is as large as what both show.
 * Where text is hidden, text networks begin to read windows, doors and whole cars: they weigh the whole picture, and nothing else in it
 * looks like writing any more.
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
  const checked = new Map<FrameFinding, Box | undefined>();
  let next = 0;
  if (waiting.length > 0) {
    for await (const original of originals) {
      using frame = original;
      while (isBefore(waiting[next], frame.seconds - sameMomentSeconds)) next += 1;
      const from = next;
      while (isBefore(waiting[next], frame.seconds + sameMomentSeconds)) next += 1;
      if (next > from) {
        const lines = await detector[detect](frame.view, options);
        for (const finding of waiting.slice(from, next)) checked.set(finding, findClear(finding, lines));
      }
      if (next === waiting.length) break;
    }
  }
  return findings.flatMap((finding) => {
    const box = checked.has(finding) ? checked.get(finding) : finding.box;
    return box ? [{ ...finding, box, fill: undefined }] : [];
  });
}

/** When text was found, in ascending order: the moments at which {@link confirmText} wants to see the original. */
export function textMoments(findings: readonly FrameFinding[]): readonly number[] {
  const seconds = findings.filter(({ kind }) => kind === 'text').map((finding) => finding.seconds);
  return [...new Set(seconds)].toSorted((a, b) => a - b);
}

function isBefore(finding: FrameFinding | undefined, seconds: number): boolean {
  return finding !== undefined && finding.seconds < seconds;
}

/** Where a finding and the original's lines show the same, and it is not hidden. */
function findClear({ box, fill }: FrameFinding, lines: readonly Detection[]): Box | undefined {
  const clear = lines.flatMap((line) => {
    const common = intersectBoxes(box, line.box);
    if (!common || boxArea(common) < sameLineRatio * Math.min(boxArea(box), boxArea(line.box))) return [];
    return 1 - filledShare(fill, common) >= clearRatio ? [common] : [];
  });
  return clear.length > 0 ? clear.reduce(uniteBoxes) : undefined;
}
