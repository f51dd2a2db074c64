import { boxSize } from '../track/path.ts';
import type { Box } from '../frame/box.ts';
import type { FrameFinding } from './finding.ts';

/** A face this sure needs no company. */
const sureScore = 0.8;
/** Two sights of the same face are at most this far apart in time, */
const companySeconds = 0.15;
/** and their centres at most this many sizes. */
const companySizes = 0.8;

/**
 * Where every frame was looked at, a face is seen in more than one: a leak that was seen in one frame only, and not for sure, becomes a notice.
 * Takes findings in order of time; all are given back.
 */
export function weighOverTime(findings: readonly FrameFinding[]): readonly FrameFinding[] {
  const faces = findings.filter(({ kind }) => kind === 'face');
  return findings.map((finding) => {
    if (finding.kind !== 'face' || finding.severity !== 'leak' || finding.score >= sureScore) return finding;
    return faces.some((other) => isCompany(other, finding)) ? finding : { ...finding, severity: 'notice' };
  });
}

function isCompany(a: FrameFinding, b: FrameFinding): boolean {
  const elapsed = Math.abs(a.seconds - b.seconds);
  if (elapsed === 0 || elapsed > companySeconds) return false;
  return distance(a.box, b.box) <= (companySizes * (boxSize(a.box) + boxSize(b.box))) / 2;
}

function distance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}
