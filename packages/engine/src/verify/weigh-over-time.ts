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
  let oldest = 0;
  return findings.map((finding, at) => {
    while ((findings[oldest]?.seconds ?? Infinity) < finding.seconds - companySeconds) oldest += 1;
    if (finding.kind !== 'face' || finding.severity !== 'leak' || finding.score >= sureScore) return finding;
    return hasCompany(findings, oldest, at) ? finding : { ...finding, severity: 'notice' };
  });
}

/** Whether a finding from `oldest` on is company for the one at `at`; those after the last one near in time are not looked at. */
function hasCompany(findings: readonly FrameFinding[], oldest: number, at: number): boolean {
  const finding = findings[at] as FrameFinding;
  for (let other = oldest; other < findings.length; other++) {
    const candidate = findings[other] as FrameFinding;
    if (candidate.seconds > finding.seconds + companySeconds) return false;
    if (isCompany(candidate, finding)) return true;
  }
  return false;
}

function isCompany(a: FrameFinding, b: FrameFinding): boolean {
  if (a.kind !== b.kind || a.seconds === b.seconds) return false;
  return distance(a.box, b.box) <= (companySizes * (boxSize(a.box) + boxSize(b.box))) / 2;
}

function distance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}
