import type { Account } from '../account.ts';
import { MAX_PRIMING_SAMPLES } from '../allow-list.ts';
import type { AuditKind } from '../audit-result.ts';
import type { Runs, Track } from './track.ts';

/** More frames than three days at 60 per second: then the sample table is taken for damaged. */
const MAX_FRAMES = 16_000_000;

/**
 * Compares the samples of a track with what a player shows of it, and reports what it hides.
 * @returns frames shown, for a video track; undefined where the tables do not say.
 */
export function countShownFrames(account: Account, track: Track, movieTimescale: number): number | undefined {
  const report = (kind: AuditKind, text: string, severity: 'leak' | 'notice' = 'leak'): void =>
    account.report({ offset: track.offset, length: 0, kind, rule: 'mp4/frames-shown', text, severity });
  const { durations, compositionOffsets, sampleCount } = track;
  if (durations === undefined || track.timescale === 0 || sumCounts(durations) !== sampleCount || sampleCount === 0) {
    report('damaged', 'The tables of a track do not agree on its number of samples.');
    return undefined;
  }
  const ticksPerMovieTick = movieTimescale === 0 ? 0 : track.timescale / movieTimescale;
  if (track.handler === 'soun') {
    checkSound(track, durations, ticksPerMovieTick, report);
    return undefined;
  }
  if (sampleCount > MAX_FRAMES || (compositionOffsets !== undefined && sumCounts(compositionOffsets) !== sampleCount)) {
    report('damaged', 'The tables of a track do not agree on its number of samples.');
    return undefined;
  }
  if (track.firstKeyFrame !== undefined && track.firstKeyFrame !== 1)
    report('hidden-frames', 'The first frame is no key frame: it stands on frames that are not shown.');
  const times = sortedTimes(durations, compositionOffsets, sampleCount);
  for (let i = 1; i < times.length; i += 1) {
    if (times[i] !== times[i - 1]) continue;
    report('hidden-frames', 'Two frames have the same time: one of them is never shown.');
    break;
  }
  return checkEdits(track, times, ticksPerMovieTick, report);
}

function checkEdits(
  track: Track,
  times: Float64Array,
  ticksPerMovieTick: number,
  report: (kind: AuditKind, text: string, severity?: 'leak' | 'notice') => void,
): number {
  const shownEdits = track.edits.filter(({ mediaTime }) => mediaTime >= 0);
  if (track.edits.length === 0) {
    if (times[0]! > 0) report('hidden-frames', 'The first frame is not shown at 0.', 'notice');
    const hidden = countBelow(times, 0);
    if (hidden > 0) report('hidden-frames', `${hidden} frames have times before 0 and are not shown.`);
    return times.length - hidden;
  }
  if (shownEdits.length < track.edits.length) report('hidden-frames', 'The edit list delays the track.', 'notice');
  const firstStart = Math.min(...shownEdits.map(({ mediaTime }) => mediaTime));
  if (firstStart < times[0]!) report('hidden-frames', 'The edit list starts before the first frame.', 'notice');
  const ranges = shownEdits
    .map(({ mediaTime, duration }) => ({ start: mediaTime, end: mediaTime + duration * ticksPerMovieTick }))
    .toSorted((a, b) => a.start - b.start);
  let shown = 0;
  let counted = 0;
  for (const { start, end } of ranges) {
    const from = Math.max(counted, countBelow(times, start));
    const to = Math.max(from, countBelow(times, end));
    shown += to - from;
    counted = to;
  }
  if (shown < times.length)
    report('hidden-frames', `The edit list hides ${times.length - shown} of ${times.length} frames.`);
  return shown;
}

function checkSound(
  track: Track,
  durations: Runs,
  ticksPerMovieTick: number,
  report: (kind: AuditKind, text: string, severity?: 'leak' | 'notice') => void,
): void {
  if (track.edits.length === 0) return;
  const total = durations.counts.reduce((sum, count, i) => sum + count * durations.values[i]!, 0);
  const start = Math.min(...track.edits.map(({ mediaTime }) => Math.max(0, mediaTime)));
  const end = Math.max(
    ...track.edits.map(({ mediaTime, duration }) => (mediaTime < 0 ? 0 : mediaTime + duration * ticksPerMovieTick)),
  );
  const hidden = Math.max(start, total - end);
  if (hidden > MAX_PRIMING_SAMPLES) report('hidden-frames', 'The edit list hides sound at the start or the end.');
}

/** When each frame is shown, in ticks, from the first to the last. */
function sortedTimes(durations: Runs, compositionOffsets: Runs | undefined, count: number): Float64Array {
  const times = new Float64Array(count);
  let time = 0;
  let sample = 0;
  for (const [run, repeats] of durations.counts.entries()) {
    for (let i = 0; i < repeats; i += 1) {
      times[sample] = time;
      time += durations.values[run]!;
      sample += 1;
    }
  }
  sample = 0;
  for (const [run, repeats] of compositionOffsets?.counts.entries() ?? []) {
    for (let i = 0; i < repeats; i += 1) {
      times[sample]! += compositionOffsets!.values[run]!;
      sample += 1;
    }
  }
  return times.sort();
}

/** Number of times before a limit. */
function countBelow(times: Float64Array, limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sumCounts(runs: Runs): number {
  let sum = 0;
  for (const count of runs.counts) sum += count;
  return sum;
}
