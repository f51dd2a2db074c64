import { describe, expect, it } from 'vitest';
import type { HiddenFileResult } from '../hide-file.ts';
import { JobError } from '../job/job-error.ts';
import { hideOptionsSchema } from '../job/job-options.ts';
import { reportRun, runReportSchema, type Run } from './run-report.ts';

const inputSha256 = 'a'.repeat(64);
const result: HiddenFileResult = {
  output: '/secret/place/street.hidden.mp4',
  outputSha256: 'b'.repeat(64),
  media: 'video',
  width: 64,
  height: 48,
  frameCount: 173,
  durationSeconds: 5.7,
  preset: 'head',
  text: 'all',
  effect: 'solid',
  bitsPerTrack: 0,
  warnings: ['Nothing was found in this file.'],
  notes: [],
  removed: ['gps-like', 'sound'],
  findings: [{ kind: 'sound', severity: 'accepted', text: 'Voices remain.', seconds: 1.25 }],
  verified: true,
  models: [{ name: 'yunet', sha256: 'c'.repeat(64) }],
  totals: { faces: '2-5', texts: '0', regions: '0', kept: '0' },
  inputSha256,
};
const times = { startedAt: new Date('2026-05-04T10:00:00Z'), finishedAt: new Date('2026-05-04T10:01:00Z') };
const run: Run = {
  settings: hideOptionsSchema.parse({
    audio: 'keep',
    regions: [{ unit: 'pixels', x: 11, y: 22, width: 33, height: 44 }],
  }),
  outcomes: [
    { input: '/secret/place/street.mp4', ...times, result },
    { input: '/secret/place/other.mp4', ...times, result: new JobError('crashed', 'The worker process crashed.') },
  ],
  skippedCount: 3,
};

describe('reportRun', () => {
  it('keeps names, input hashes, times and boxes out of the public report', () => {
    const report = reportRun(run, 'public');
    expect(runReportSchema.parse(report)).toEqual(report);
    const text = JSON.stringify(report);
    for (const secret of ['secret', 'street', inputSha256, '2026', '1.25', '"x"', '33', '173'])
      expect(text).not.toContain(secret);
  });

  it('says what was done, with what, how it ended and what still identifies people', () => {
    const report = reportRun(run, 'public');
    expect(report.summary).toEqual({ hidden: 1, failed: 1, skipped: 3 });
    expect(report.files[0]).toMatchObject({ status: 'hidden', outputSha256: 'b'.repeat(64), totals: { faces: '2-5' } });
    expect(report.files[0]?.removed).toEqual(['gps-like', 'sound']);
    expect(report.files[1]).toMatchObject({ status: 'failed', error: 'The worker process crashed.' });
    expect(report.models).toEqual([{ name: 'yunet', sha256: 'c'.repeat(64) }]);
    expect(report.settings).toMatchObject({ preset: 'head', fixedRegions: true });
    expect(report.stillIdentifying).toContain('voices');
    expect(report.versions).toMatchObject({
      passerby: expect.any(String),
      'node-av': expect.any(String),
      sharp: expect.any(String),
    });
  });

  it('ties outputs to originals in the internal report only', () => {
    const report = reportRun(run, 'internal');
    expect(runReportSchema.parse(report)).toEqual(report);
    expect(report.files[0]?.internal).toEqual({
      input: '/secret/place/street.mp4',
      output: '/secret/place/street.hidden.mp4',
      inputSha256,
      startedAt: '2026-05-04T10:00:00.000Z',
      finishedAt: '2026-05-04T10:01:00.000Z',
    });
    expect(report.files[0]?.findings[0]?.seconds).toBe(1.25);
  });
});
