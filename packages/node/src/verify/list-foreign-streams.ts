import type { FormatContext } from 'node-av';
import {
  AVMEDIA_TYPE_ATTACHMENT,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
} from 'node-av/constants';
import { openInput } from '../video/open-input.ts';
import type { FindingDraft } from './advise.ts';

/** What containers say of themselves without telling anything: which rules they follow. */
const harmlessTags = new Set(['major_brand', 'minor_version', 'compatible_brands']);

/**
 * What a video holds besides one track of pictures, as FFmpeg lists it: for containers that the audit does not account for.
 * @throws UnsupportedMediaError, DamagedMediaError where the file cannot be opened.
 */
export function listForeignStreams(file: string): readonly FindingDraft[] {
  const input = openInput(file);
  try {
    return [...listFindings(input)];
  } finally {
    input.closeInputSync();
  }
}

function* listFindings(input: FormatContext): Generator<FindingDraft> {
  const videos = input.streams.filter(
    (stream) => stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  );
  if (videos.length > 1) yield leak('second-video-track', 'The file holds another video track.');
  if (has(input, AVMEDIA_TYPE_AUDIO)) yield leak('sound', 'The file holds sound: voices remain.');
  if (has(input, AVMEDIA_TYPE_SUBTITLE)) yield leak('subtitles', 'The file holds subtitles.');
  if (has(input, AVMEDIA_TYPE_ATTACHMENT)) yield leak('embedded-file', 'The file holds an attachment.');
  if (input.streams.some((stream) => stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC))) {
    yield leak('thumbnail', 'The file holds a cover picture.');
  }
  const known = [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_SUBTITLE, AVMEDIA_TYPE_ATTACHMENT];
  if (input.streams.some(({ codecpar }) => !known.includes(codecpar.codecType))) {
    yield leak('data-track', 'The file holds a track of data.');
  }
  const tags = [input.metadata, ...input.streams.map(({ metadata }) => metadata)].flatMap((dictionary) =>
    Object.keys(dictionary?.getAll() ?? {}),
  );
  if (tags.some((tag) => !harmlessTags.has(tag.toLowerCase()))) {
    yield leak('metadata', 'The file says things about itself (tags such as a title, a time or an encoder).');
  }
}

function has(input: FormatContext, type: FormatContext['streams'][number]['codecpar']['codecType']): boolean {
  return input.streams.some(({ codecpar }) => codecpar.codecType === type);
}

function leak(kind: string, text: string): FindingDraft {
  return { kind, severity: 'leak', text };
}
