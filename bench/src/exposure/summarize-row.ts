import { headWidths, type HeadWidth, type MeasuredTrack } from '@passerby/street';
import { bootstrap, type Estimate } from './bootstrap.ts';
import { examStrata } from './list-clips.ts';
import type { ClipScore } from './score-clip.ts';

/** What one tool did with all clips. Shares are 0 to 1. */
export interface RowSummary {
  readonly clips: number;
  /** People who count. */
  readonly tracks: number;
  /** Share of them exposed in at least so many frames (B3). */
  readonly etr1: Estimate;
  readonly etr3: Estimate;
  readonly etr12: Estimate;
  readonly longestRunMs: number;
  /** Share of frames in which a face is covered, by head width (B2). */
  readonly frameRecall: Readonly<Record<HeadWidth, { readonly frames: number; readonly recall: Estimate | undefined }>>;
  readonly hiddenWithoutNeed: Estimate;
  /** Of the clips that the tool called clean, the share in which somebody is exposed (B5); undefined where it checks nothing. */
  readonly falseAssurance: Estimate | undefined;
  /** Of the clips in which nobody is exposed, the share that the tool called clean. */
  readonly calledClean: Estimate | undefined;
  readonly worstStratum: { readonly stratum: string; readonly etr1: number };
  readonly byStratum: Readonly<Record<string, { readonly tracks: number; readonly exposed: number }>>;
  /** Rows of their own: tracks, and how many of them are exposed in some frame. */
  readonly slivers: Exposed;
  readonly behind: Exposed;
  readonly texts: Exposed & { readonly frameRecall: number };
}

interface Exposed {
  readonly tracks: number;
  readonly exposed: number;
}

/** Adds up the scores of one tool. */
export function summarizeRow(scores: readonly ClipScore[]): RowSummary {
  const rate =
    (frames: number) =>
    (clips: readonly ClipScore[]): number => {
      const all = peopleOf(clips);
      return ratio(all.filter(({ exposedFrames }) => exposedFrames.length >= frames).length, all.length);
    };
  const isExposed = ({ exposure }: ClipScore): boolean => countExposed(exposure.people).exposed > 0;
  const checked = scores.filter(({ verdict }) => verdict !== 'not checked');
  const clean = checked.filter(({ verdict }) => verdict === 'clean');
  const unexposed = checked.filter((clip) => !isExposed(clip));
  const byStratum = Object.fromEntries(
    examStrata.map((stratum) => [stratum, countExposed(peopleOf(scores.filter((clip) => clip.stratum === stratum)))]),
  );
  return {
    clips: scores.length,
    tracks: peopleOf(scores).length,
    etr1: bootstrap(scores, rate(1)),
    etr3: bootstrap(scores, rate(3)),
    etr12: bootstrap(scores, rate(12)),
    longestRunMs: longestRun(scores),
    frameRecall: recallByWidth(scores),
    hiddenWithoutNeed: bootstrap(scores, (clips) =>
      ratio(
        clips.reduce((sum, { exposure }) => sum + exposure.hiddenWithoutNeed, 0),
        clips.length,
      ),
    ),
    falseAssurance: clean.length > 0 ? bootstrap(clean, (clips) => shareOf(clips, isExposed)) : undefined,
    calledClean:
      unexposed.length > 0
        ? bootstrap(unexposed, (clips) => shareOf(clips, ({ verdict }) => verdict === 'clean'))
        : undefined,
    worstStratum: worstOf(byStratum),
    byStratum,
    slivers: countExposed(scores.flatMap(({ exposure }) => exposure.slivers)),
    behind: countExposed(scores.flatMap(({ exposure }) => exposure.behind)),
    texts: countTexts(scores.flatMap(({ exposure }) => exposure.texts)),
  };
}

function peopleOf(clips: readonly ClipScore[]): readonly MeasuredTrack[] {
  return clips.flatMap(({ exposure }) => exposure.people);
}

function ratio(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}

function shareOf(clips: readonly ClipScore[], is: (clip: ClipScore) => boolean): number {
  return ratio(clips.filter(is).length, clips.length);
}

function countExposed(tracks: readonly MeasuredTrack[]): Exposed {
  return { tracks: tracks.length, exposed: tracks.filter(({ exposedFrames }) => exposedFrames.length > 0).length };
}

function countTexts(tracks: readonly MeasuredTrack[]): RowSummary['texts'] {
  const frames = tracks.reduce((sum, track) => sum + track.frames, 0);
  const exposed = tracks.reduce((sum, track) => sum + track.exposedFrames.length, 0);
  return { ...countExposed(tracks), frameRecall: 1 - ratio(exposed, frames) };
}

function longestRun(scores: readonly ClipScore[]): number {
  const runs = scores.flatMap(({ exposure, framesPerSecond }) =>
    exposure.people.map(({ longestRun: frames }) => (frames * 1000) / framesPerSecond),
  );
  return Math.max(0, ...runs);
}

function recallByWidth(scores: readonly ClipScore[]): RowSummary['frameRecall'] {
  const entries = headWidths.map((bin) => {
    const add = (clips: readonly ClipScore[], what: 'frames' | 'covered'): number =>
      clips.reduce((sum, { exposure }) => sum + exposure.byHeadWidth[bin][what], 0);
    const frames = add(scores, 'frames');
    const recall =
      frames === 0 ? undefined : bootstrap(scores, (clips) => ratio(add(clips, 'covered'), add(clips, 'frames')));
    return [bin, { frames, recall }] as const;
  });
  return Object.fromEntries(entries) as RowSummary['frameRecall'];
}

function worstOf(byStratum: RowSummary['byStratum']): RowSummary['worstStratum'] {
  const rated = Object.entries(byStratum).map(([stratum, { tracks, exposed }]) => ({
    stratum,
    etr1: ratio(exposed, tracks),
  }));
  return rated.toSorted((a, b) => b.etr1 - a.etr1)[0] ?? { stratum: 'none', etr1: 0 };
}
