import { join, text, u16 } from '../bytes.ts';
import type { CodedFilm } from './read-coded-frames.ts';

/** What a Matroska film is made of. */
export interface MatroskaContent {
  readonly film: CodedFilm;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly title: string;
  readonly trackName: string;
  /** Since 1970. */
  readonly createdSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly chapter: string;
  readonly subtitle: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly data: Buffer }[];
}

/** Matroska counts nanoseconds from 2001. */
const SECONDS_1970_TO_2001 = 978_307_200;

/** An element: its number in hexadecimal digits, its length in eight bytes, its content. */
function element(id: string, ...content: readonly Uint8Array[]): Buffer {
  const body = join(...content);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return join(Buffer.from(id, 'hex'), length, body);
}

function unsigned(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return element(id, bytes);
}

function float(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

function word(id: string, value: string): Buffer {
  return element(id, text(value));
}

/** Writes a Matroska film of one cluster: H.264, a subtitle track, and everything that can hang on to it. */
export function buildMatroska(content: MatroskaContent): Buffer {
  const { film, fps, width, height } = content;
  const durationMs = (film.frames.length * 1000) / fps;
  const date = Buffer.alloc(8);
  date.writeBigInt64BE(BigInt(content.createdSeconds - SECONDS_1970_TO_2001) * 1_000_000_000n);
  const header = element(
    '1a45dfa3',
    unsigned('4286', 1),
    unsigned('42f7', 1),
    unsigned('42f2', 4),
    unsigned('42f3', 8),
    word('4282', 'matroska'),
    unsigned('4287', 4),
    unsigned('4285', 2),
  );
  const information = element(
    '1549a966',
    unsigned('2ad7b1', 1_000_000),
    float('4489', durationMs),
    word('7ba9', content.title),
    word('4d80', 'wren'),
    word('5741', 'wren'),
    element('4461', date),
  );
  const picture = element(
    'ae',
    unsigned('d7', 1),
    unsigned('73c5', 1),
    unsigned('83', 1),
    word('536e', content.trackName),
    word('86', 'V_MPEG4/ISO/AVC'),
    element('63a2', film.setUp),
    element('e0', unsigned('b0', width), unsigned('ba', height)),
  );
  const subtitles = element(
    'ae',
    unsigned('d7', 2),
    unsigned('73c5', 2),
    unsigned('83', 17),
    word('86', 'S_TEXT/UTF8'),
  );
  const chapters = element(
    '1043a770',
    element(
      '45b9',
      element(
        'b6',
        unsigned('73c4', 1),
        unsigned('91', 0),
        element('80', word('85', content.chapter), word('437c', 'und')),
      ),
    ),
  );
  const tags = element(
    '1254c367',
    element(
      '7373',
      element('63c0'),
      ...Object.entries(content.tags).map(([name, value]) => element('67c8', word('45a3', name), word('4487', value))),
    ),
  );
  const attachments = element(
    '1941a469',
    ...content.attachments.map(({ name, type, data }, i) =>
      element('61a7', word('466e', name), word('4660', type), element('465c', data), unsigned('46ae', i + 1)),
    ),
  );
  const blocks = film.frames.map(({ data, isKey, shown }) =>
    element('a3', Buffer.from([0x81]), u16(Math.round((shown * 1000) / fps)), Buffer.from([isKey ? 0x80 : 0]), data),
  );
  const line = element(
    'a0',
    element('a1', Buffer.from([0x82]), u16(0), Buffer.from([0]), text(content.subtitle)),
    unsigned('9b', 1000),
  );
  const cluster = element('1f43b675', unsigned('e7', 0), line, ...blocks);
  return join(
    header,
    element('18538067', information, element('1654ae6b', picture, subtitles), chapters, tags, attachments, cluster),
  );
}
