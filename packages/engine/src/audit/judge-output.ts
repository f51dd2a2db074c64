import type { AuditFinding, AuditResult } from './audit-result.ts';

/** What an output of ours is meant to be. */
export interface ExpectedOutput {
  readonly kind: 'photo' | 'animation' | 'video';
  /** `keep` allows one sound track in a video. */
  readonly audio: 'drop' | 'keep';
}

const CONTAINERS = { photo: ['jpeg', 'png', 'webp'], animation: ['gif', 'webp'], video: ['mp4', 'matroska'] } as const;

/**
 * Judges what the audit of a file that we have just written came to.
 * @returns what keeps it from being released, all of it a leak: our writers have no excuse for harmless extras. Empty = release.
 */
export function judgeOutput(result: AuditResult, expected: ExpectedOutput): readonly AuditFinding[] {
  const isSoundExpected = expected.kind === 'video' && expected.audio === 'keep';
  const findings = result.findings.filter(({ kind }) => !(kind === 'sound' && isSoundExpected));
  return [...findings, ...checkContent(result, expected)].map((finding) => ({ ...finding, severity: 'leak' }));
}

function checkContent(result: AuditResult, expected: ExpectedOutput): AuditFinding[] {
  const { container, pictures, videoStreams, audioStreams, shownFrames, sizeBytes, bytesAccounted } = result;
  const findings: AuditFinding[] = [];
  const expect = (isRight: boolean, text: string): void => {
    if (!isRight)
      findings.push({
        offset: 0,
        length: 0,
        kind: 'wrong-content',
        rule: `${container}/content`,
        severity: 'leak',
        text,
      });
  };
  const containers: readonly string[] = CONTAINERS[expected.kind];
  expect(
    containers.includes(container),
    `The output is not in a format that we write for this kind of media (${container}).`,
  );
  expect(pictures === (expected.kind === 'video' ? 0 : 1), `The output holds ${pictures} pictures.`);
  expect(videoStreams === (expected.kind === 'video' ? 1 : 0), `The output holds ${videoStreams} video streams.`);
  expect(
    audioStreams <= (expected.kind === 'video' && expected.audio === 'keep' ? 1 : 0),
    `The output holds ${audioStreams} sound streams.`,
  );
  expect(
    expected.kind === 'photo' ? shownFrames === 1 : (shownFrames ?? 0) >= 1,
    `The output shows ${shownFrames ?? 'an unknown number of'} frames.`,
  );
  if (result.findings.length === 0)
    expect(bytesAccounted === sizeBytes, `${sizeBytes - bytesAccounted} bytes of the output are not accounted for.`);
  return findings;
}
