import { JobError, type HiddenFileResult } from '@passerby/node';
import { describe, expect, it } from 'vitest';
import { JsonPrinter } from './json-printer.ts';
import { PeoplePrinter } from './people-printer.ts';
import type { RunListener, Streams } from './run-listener.ts';

const result: HiddenFileResult = {
  output: '/abs/a.hidden.jpg',
  outputSha256: '0'.repeat(64),
  media: 'video',
  width: 2,
  height: 2,
  frameCount: 1,
  durationSeconds: 1,
  preset: 'head',
  text: 'all',
  effect: 'solid',
  bitsPerTrack: 0,
  warnings: ['Nothing was found in this file.'],
  notes: ['Faces are looked for with RetinaFace.'],
  removed: [],
  findings: [{ kind: 'sound', severity: 'accepted', text: 'Voices remain.', seconds: 1.5 }],
  verified: true,
  models: [],
  totals: { faces: '0', texts: '0', regions: '0', kept: '0' },
  inputSha256: '0'.repeat(64),
};

function record(): { streams: Streams; out: () => string; err: () => string } {
  let out = '';
  let err = '';
  const streams: Streams = {
    stdout: { write: (text: string | Uint8Array) => (out += text).length > 0 },
    stderr: { write: (text: string | Uint8Array) => (err += text).length > 0 },
  };
  return { streams, out: () => out, err: () => err };
}

function tellRun(listener: RunListener): void {
  listener.skipped('in/notes.txt', 'no photo or video, not checked');
  listener.started('a.mp4');
  listener.progress('a.mp4', { done: 1, total: 3 });
  listener.hidden('a.mp4', 'a.hidden.mp4', result);
  listener.hidden('b.mp4', 'b.hidden.mp4', { ...result, verified: false, warnings: [], findings: [] });
  listener.failed('c\n.mp4', new JobError('crashed', 'The worker process crashed on this file (SIGSEGV).'));
  listener.finished({ done: 2, failed: 1, skipped: 1 });
  listener.close();
}

describe('JsonPrinter', () => {
  it('prints one event a line, and words for people on stderr only', () => {
    const { streams, out, err } = record();
    tellRun(new JsonPrinter(streams, 'hidden'));
    const events = out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const [warning, note] = [result.warnings[0], result.notes[0]];
    expect(events).toEqual([
      {
        event: 'file',
        file: 'in/notes.txt',
        output: null,
        status: 'skipped',
        warnings: ['no photo or video, not checked'],
        error: null,
      },
      { event: 'progress', file: 'a.mp4', done: 1, total: 3 },
      { event: 'finding', file: 'a.mp4', seconds: 1.5, kind: 'sound', severity: 'accepted', text: 'Voices remain.' },
      {
        event: 'file',
        file: 'a.mp4',
        output: 'a.hidden.mp4',
        status: 'hidden',
        warnings: [warning, note],
        error: null,
      },
      { event: 'file', file: 'b.mp4', output: 'b.hidden.mp4', status: 'hidden', warnings: [note], error: null },
      {
        event: 'file',
        file: 'c\n.mp4',
        output: null,
        status: 'failed',
        warnings: [],
        error: 'The worker process crashed on this file (SIGSEGV).',
      },
      { event: 'summary', hidden: 2, failed: 1, skipped: 1 },
    ]);
    expect(err()).toBe('passerby: "c\\u{a}.mp4": The worker process crashed on this file (SIGSEGV).\n');
  });
});

describe('PeoplePrinter', () => {
  it('says each note once, warnings and findings with their file, and what is still visible', () => {
    const { streams, out } = record();
    tellRun(new PeoplePrinter(streams, { isQuiet: false, fileCount: 3, doneWord: 'hidden' }));
    expect(out()).toContain('a.mp4 → a.hidden.mp4\n  warning: Nothing was found in this file.\n');
    expect(out()).toContain('b.mp4 → b.hidden.mp4 (not verified)');
    expect(out()).toContain('  accepted: at 1.50 s: Voices remain.');
    expect(out().match(/RetinaFace/g)).toHaveLength(1);
    expect(out()).toContain('2 hidden, 1 failed, 1 skipped.');
    expect(out()).toContain('Still visible:');
  });

  it('says nothing but errors when asked to be quiet', () => {
    const { streams, out, err } = record();
    tellRun(new PeoplePrinter(streams, { isQuiet: true, fileCount: 3, doneWord: 'hidden' }));
    expect(out()).toBe('');
    expect(err()).toContain('crashed');
  });

  it('says that more was found than it lists', () => {
    const { streams, out } = record();
    const findings = Array.from({ length: 25 }, () => result.findings).flat();
    const printer = new PeoplePrinter(streams, { isQuiet: false, fileCount: 1, doneWord: 'hidden' });
    printer.hidden('a.mp4', 'a.hidden.mp4', { ...result, findings });
    expect(out()).toContain('and 15 more (--json lists all)');
  });
});
