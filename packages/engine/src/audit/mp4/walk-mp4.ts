import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';
import type { TakeTurn } from '../take-turn.ts';
import { plainBoxes, printableType, type Box } from './box.ts';
import { countShownFrames } from './count-shown-frames.ts';
import { Fragments } from './fragments.ts';
import { reportBox } from './report-box.ts';
import { FIELD_READERS, versionAndFlags } from './read-fields.ts';
import { readEdits, readSampleTable } from './read-tables.ts';
import { createTrack, type Track } from './track.ts';
import { boxesIn, walkSampleDescriptions } from './walk-sample-entry.ts';
import { walkSamples } from './walk-samples.ts';

const CONTAINERS = new Set([
  'moov',
  'moov/trak',
  'moov/trak/mdia',
  'moov/trak/mdia/minf',
  'moov/trak/mdia/minf/dinf',
  'moov/trak/mdia/minf/stbl',
]);
const PLAIN_RATE = 0x00010000;
const SAMPLE_TABLES = new Set(['stts', 'ctts', 'stss', 'stsc', 'stsz', 'stco', 'co64']);

/** What tracks that are neither picture nor sound are, by handler. */
const KNOWN_HANDLERS: Readonly<Record<string, { readonly kind: AuditKind; readonly what: string }>> = {
  text: { kind: 'subtitles', what: 'a text track (subtitles or chapters)' },
  sbtl: { kind: 'subtitles', what: 'subtitles' },
  subt: { kind: 'subtitles', what: 'subtitles' },
  subp: { kind: 'subtitles', what: 'subtitles' },
  clcp: { kind: 'subtitles', what: 'closed captions' },
  tmcd: { kind: 'timecode', what: 'a timecode track' },
};

/** What a walk found that a player plays. */
export interface Mp4Content {
  readonly videoStreams: number;
  readonly audioStreams: number;
  readonly shownFrames: number | undefined;
}

/** Walks one MP4 file: every box to its leaves, every sample to its units. Gives the thread back now and then. */
export async function walkMp4(file: FileBytes, account: Account, takeTurn: TakeTurn): Promise<Mp4Content> {
  const walk = new Mp4Walk(file, account);
  walk.walkTree();
  await walkSamples(file, account, walk.tracks, walk.mediaData, takeTurn);
  return walk.summarize();
}

class Mp4Walk {
  readonly tracks: Track[] = [];
  readonly mediaData: Box[] = [];
  readonly #file: FileBytes;
  readonly #account: Account;
  readonly #fragments: Fragments;
  #movieTimescale = 0;

  constructor(file: FileBytes, account: Account) {
    this.#file = file;
    this.#account = account;
    this.#fragments = new Fragments(file);
  }

  walkTree(): void {
    this.#walkBoxes('', 0, this.#file.size, undefined);
    for (const track of this.tracks) this.#fragments.appendTo(track);
    if (this.mediaData.length === 0 || this.tracks.length === 0)
      this.#report(this.#file.size, 0, 'damaged', 'The file has no media data or no track.');
  }

  summarize(): Mp4Content {
    const videos = this.tracks.filter(({ handler }) => handler === 'vide');
    const sounds = this.tracks.filter(({ handler }) => handler === 'soun');
    for (const [index, { offset, length }] of videos.entries()) {
      if (index > 0) this.#report(offset, length, 'second-video-track', 'The file holds another video track.');
    }
    for (const [index, { offset, length }] of sounds.entries()) {
      if (index === 0)
        this.#account.report({
          offset,
          length: 0,
          kind: 'sound',
          rule: 'mp4/moov/trak',
          text: 'The file holds sound: voices remain.',
        });
      else this.#report(offset, length, 'second-sound-track', 'The file holds another sound track.');
    }
    let shownFrames: number | undefined;
    for (const track of [...sounds, ...videos.toReversed()]) {
      const shown = countShownFrames(this.#account, track, this.#movieTimescale);
      if (track === videos[0]) shownFrames = shown;
    }
    return { videoStreams: videos.length, audioStreams: sounds.length, shownFrames };
  }

  #report(offset: number, length: number, kind: AuditKind, text: string, severity: 'leak' | 'notice' = 'leak'): void {
    this.#account.report({ offset, length, kind, rule: 'mp4/not-listed', text, severity });
  }

  #walkBoxes(parent: string, start: number, end: number, track: Track | undefined): void {
    for (const box of boxesIn(this.#file, this.#account, start, end)) {
      const path = parent === '' ? box.type : `${parent}/${box.type}`;
      if (path === 'moov/trak') this.#walkTrack(box);
      else this.#walkBox(path, box, track);
    }
  }

  #walkTrack(box: Box): void {
    const track = createTrack(box.offset, box.end - box.offset);
    this.#lookAhead(box, track);
    this.tracks.push(track);
    if (track.handler === 'vide' || track.handler === 'soun') {
      this.#account.allow('moov/trak', box.offset, box.body - box.offset);
      this.#walkBoxes('moov/trak', box.body, box.end, track);
      return;
    }
    const known = KNOWN_HANDLERS[track.handler];
    const what = known?.what ?? `a data track (${printableType(track.handler)})`;
    this.#report(box.offset, box.end - box.offset, known?.kind ?? 'data-track', `The file holds ${what}.`);
    this.#readForeignTables(box.body, box.end, 'moov/trak', track);
  }

  /** Finds a track's number and kind, by which everything else of it is judged. */
  #lookAhead(trak: Box, track: Track): void {
    for (const box of plainBoxes(this.#file, trak.body, trak.end)) {
      if (box.type === 'tkhd' && box.end - box.body >= 24)
        track.id = this.#file.u32(box.body + (this.#file.u8(box.body) === 1 ? 20 : 12));
      if (box.type !== 'mdia') continue;
      for (const inner of plainBoxes(this.#file, box.body, box.end)) {
        if (inner.type === 'hdlr' && inner.end - inner.body >= 12) track.handler = this.#file.latin1(inner.body + 8, 4);
      }
    }
  }

  /** Reads where the samples of a forbidden track are, so that its bytes are told from bytes that belong to nothing. */
  #readForeignTables(start: number, end: number, path: string, track: Track): void {
    for (const box of plainBoxes(this.#file, start, end)) {
      const inner = `${path}/${box.type}`;
      if (CONTAINERS.has(inner)) this.#readForeignTables(box.body, box.end, inner, track);
      else if (SAMPLE_TABLES.has(box.type)) readSampleTable(this.#file, box, track);
    }
  }

  #walkBox(path: string, box: Box, track: Track | undefined): void {
    const length = box.end - box.offset;
    if (path === 'mdat') {
      this.#account.allow(path, box.offset, box.body - box.offset);
      this.mediaData.push(box);
    } else if (CONTAINERS.has(path)) {
      this.#account.allow(path, box.offset, box.body - box.offset);
      this.#walkBoxes(path, box.body, box.end, track);
    } else if (path === 'moof' || path === 'moov/mvex') {
      reportBox(this.#account, box);
      if (path === 'moov/mvex') this.#fragments.readDefaults(box);
      else if (!this.#fragments.readFragment(box))
        this.#report(box.offset, length, 'damaged', 'A fragment does not say where its samples are.');
    } else if (path === 'moov/trak/edts') {
      reportBox(this.#account, box);
      this.#walkBoxes(path, box.body, box.end, track);
    } else if (path.endsWith('/dref') && box.end - box.body >= 8) {
      this.#account.allow(path, box.offset, box.body + 8 - box.offset, {
        ...versionAndFlags(this.#file, box.body),
        entries: this.#file.u32(box.body + 4),
      });
      this.#walkBoxes(path, box.body + 8, box.end, track);
    } else if (path.endsWith('/stsd') && track !== undefined)
      walkSampleDescriptions(this.#file, this.#account, box, track);
    else if (path.endsWith(`/stbl/${box.type}`) && SAMPLE_TABLES.has(box.type) && track !== undefined)
      this.#walkSampleTable(path, box, track);
    else if (path.endsWith('/elst') && track !== undefined) this.#walkEdits(box, track);
    else if (path === 'ftyp') this.#walkBrands(box);
    else {
      const fields = FIELD_READERS[box.type]?.(this.#file, box);
      const isListed = fields !== undefined && this.#account.allow(path, box.offset, length, fields);
      if (!isListed) {
        reportBox(this.#account, box);
        return;
      }
      const timescale = Number(fields['timescale'] ?? 0);
      if (path === 'moov/mvhd') this.#movieTimescale = timescale;
      else if (box.type === 'mdhd' && track !== undefined) track.timescale = timescale;
    }
  }

  #walkBrands(box: Box): void {
    const fields = FIELD_READERS['ftyp']!(this.#file, box);
    if (fields === undefined || (box.end - box.body) % 4 !== 0) {
      this.#report(box.offset, box.end - box.offset, 'damaged', 'The file type has the wrong length.');
      return;
    }
    this.#account.allow('ftyp', box.offset, 16, fields);
    for (let at = box.body + 8; at < box.end; at += 4)
      this.#account.allow('ftyp', at, 4, { brand: this.#file.latin1(at, 4) });
  }

  #walkSampleTable(path: string, box: Box, track: Track): void {
    const isRead = readSampleTable(this.#file, box, track);
    if (isRead)
      this.#account.allow(path, box.offset, box.end - box.offset, versionAndFlags(this.#file, box.body), 'coded');
    else
      this.#report(box.offset, box.end - box.offset, 'damaged', `A sample table (${box.type}) has the wrong length.`);
  }

  #walkEdits(box: Box, track: Track): void {
    const list = readEdits(this.#file, box);
    if (list === undefined) {
      this.#report(box.offset, box.end - box.offset, 'damaged', 'The edit list has the wrong length.');
      return;
    }
    track.edits = [...list.edits];
    const isPlain = list.rates.every((rate) => rate === PLAIN_RATE);
    if (!isPlain)
      this.#report(box.offset, box.end - box.offset, 'hidden-frames', 'The edit list freezes or speeds up the track.');
  }
}
