import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import type { FileBytes } from '../file-bytes.ts';
import { walkObus } from '../mp4/walk-obus.ts';
import type { TakeTurn } from '../take-turn.ts';
import { readElement, readNumber, type Element } from './ebml.ts';
import {
  ATTACHED_FILE,
  ATTACHMENTS,
  BLOCK,
  BLOCK_GROUP,
  CLUSTER,
  CODEC_ID,
  FILE_DATA,
  FOREIGN_ELEMENTS,
  KNOWN_ELEMENTS,
  SEGMENT_CHILDREN,
  TRACK_ENTRY,
  TRACK_NUMBER,
  TRACK_TYPE,
  type ElementType,
} from './elements.ts';

/** What a walk found that a player plays. */
export interface MatroskaContent {
  readonly videoStreams: number;
  readonly audioStreams: number;
  readonly shownFrames: number;
}

interface Track {
  readonly number: number;
  readonly role: 'picture' | 'sound' | 'foreign';
  readonly codec: string;
}

const pictureType = 1;
const soundType = 2;
const subtitleType = 17;

const reservedFlags = 0x70;
const hiddenFlag = 0x08;
const lacingFlags = 0x06;
const discardableFlag = 0x01;

/** Walks one Matroska or WebM file: every element to its leaves, every block to its frame. Gives the thread back now and then. */
export async function walkMatroska(file: FileBytes, account: Account, takeTurn: TakeTurn): Promise<MatroskaContent> {
  const walk = new MatroskaWalk(file, account, takeTurn);
  await walk.walk('', 0, file.size, false);
  return walk.summarize();
}

class MatroskaWalk {
  readonly #file: FileBytes;
  readonly #account: Account;
  readonly #takeTurn: TakeTurn;
  readonly #tracks = new Map<number, Track>();
  #shownFrames = 0;

  constructor(file: FileBytes, account: Account, takeTurn: TakeTurn) {
    this.#file = file;
    this.#account = account;
    this.#takeTurn = takeTurn;
  }

  summarize(): MatroskaContent {
    const roles = [...this.#tracks.values()].map(({ role }) => role);
    const videoStreams = roles.filter((role) => role === 'picture').length;
    if (videoStreams === 0) this.#report(this.#file.size, 0, 'damaged', 'The file has no track of pictures.');
    const audioStreams = roles.filter((role) => role === 'sound').length;
    return { videoStreams, audioStreams, shownFrames: this.#shownFrames };
  }

  /**
   * Walks what an element holds. `isOpenEnded`: nobody wrote where it ends.
   * @returns where it ends.
   */
  async walk(path: string, start: number, end: number, isOpenEnded: boolean): Promise<number> {
    let position = start;
    while (position < end) {
      const element = readElement(this.#file, position, end);
      if (!element) {
        const isTail = path === '';
        const kind = isTail ? 'trailing-data' : 'damaged';
        const text = isTail
          ? 'Bytes follow the end of the film.'
          : 'An element claims more bytes than what it lies in.';
        this.#report(position, end - position, kind, text);
        return end;
      }
      if (isOpenEnded && SEGMENT_CHILDREN.has(element.id) && path === 'Segment/Cluster') return position;
      position = await this.#walkElement(path, element);
    }
    return position;
  }

  async #walkElement(path: string, element: Element): Promise<number> {
    const { id, offset, body, end, isOpenEnded } = element;
    const [name, type] = KNOWN_ELEMENTS[id] ?? [];
    const inner = path === '' ? name : `${path}/${name}`;
    if (id === TRACK_ENTRY && !this.#openTrack(element)) return end;
    if (id === BLOCK_GROUP) return this.#walkGroup(element);
    if (id === ATTACHMENTS || id === ATTACHED_FILE) return this.#walkAttachments(element);
    if (inner !== undefined && type === 'master' && this.#account.allow(inner, offset, body - offset)) {
      if (id === CLUSTER) await this.#takeTurn();
      return this.walk(inner, body, end, isOpenEnded);
    }
    if (inner === undefined || type === undefined || type === 'master' || !this.#allowValue(inner, type, element)) {
      this.#reportForeign(element);
    }
    return end;
  }

  #allowValue(path: string, type: Exclude<ElementType, 'master'>, element: Element): boolean {
    const { offset, body, end } = element;
    if (type === 'block') return this.#allowBlock(path, element);
    const length = end - offset;
    if (type === 'binary' && path.endsWith('CodecPrivate')) {
      return this.#account.allow(path, offset, length, { length: end - body });
    }
    const value = this.#readValue(type, body, end - body);
    return value !== undefined && this.#account.allow(path, offset, length, { value });
  }

  #readValue(
    type: 'unsigned' | 'float' | 'text' | 'binary',
    body: number,
    length: number,
  ): number | string | undefined {
    const file = this.#file;
    const longest = { unsigned: 8, float: 8, text: 256, binary: 64 }[type];
    if (length > longest) return undefined;
    if (type === 'unsigned') return file.uint(body, length);
    if (type === 'text') return file.latin1(body, length);
    const digits = [...file.view(body, length)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return type === 'float' && length !== 4 && length !== 8 ? undefined : digits;
  }

  /** @returns false where the track is reported as a whole. */
  #openTrack(element: Element): boolean {
    const { offset, body, end } = element;
    const facts = this.#readTrack(body, end);
    const role = roleOf(facts.type);
    const isSecond = [...this.#tracks.values()].some((track) => track.role === role);
    const isListed = role !== 'foreign' && !isSecond;
    this.#tracks.set(facts.number, { number: facts.number, codec: facts.codec, role: isListed ? role : 'foreign' });
    if (role === 'sound' && !isSecond) {
      const text = 'The file holds sound: voices remain.';
      this.#account.report({ offset, length: 0, kind: 'sound', rule: 'matroska/Segment/Tracks/TrackEntry', text });
    }
    if (role === 'picture' && facts.codec !== 'V_AV1') {
      const codec = facts.codec.replaceAll(/[^ -~]/g, '?');
      this.#account.limits.push(`The inside of coded frames was not looked into (${codec}).`);
    }
    if (isListed) return true;
    this.#report(offset, end - offset, ...foreignTrack(role, facts.type));
    return false;
  }

  #readTrack(start: number, end: number): { readonly number: number; readonly type: number; readonly codec: string } {
    const facts = { number: 0, type: 0, codec: '' };
    for (let position = start; position < end;) {
      const element = readElement(this.#file, position, end);
      if (!element) break;
      const length = element.end - element.body;
      if (element.id === TRACK_NUMBER && length <= 8) facts.number = this.#file.uint(element.body, length);
      if (element.id === TRACK_TYPE && length <= 8) facts.type = this.#file.uint(element.body, length);
      if (element.id === CODEC_ID && length <= 256) facts.codec = this.#file.latin1(element.body, length);
      position = element.end;
    }
    return facts;
  }

  #allowBlock(path: string, { offset, body, end }: Element): boolean {
    const number = readNumber(this.#file, body, end);
    const flagsAt = body + (number?.length ?? 0) + 2;
    if (!number || flagsAt >= end) return false;
    const track = this.#tracks.get(number.value);
    const flags = this.#file.u8(flagsAt);
    if (!track || track.role === 'foreign') {
      this.#account.claim(offset, end - offset);
      return true;
    }
    const isListed = this.#account.allow(path, offset, flagsAt + 1 - offset, {
      reserved: flags & reservedFlags,
      hidden: flags & hiddenFlag,
      lacing: flags & lacingFlags,
      discardable: flags & discardableFlag,
    });
    if (!isListed) return false;
    this.#addFrame(track, flagsAt + 1, end, (flags & hiddenFlag) === 0);
    return true;
  }

  #addFrame(track: Track, start: number, end: number, isShown: boolean): void {
    this.#account.add(start, end - start, 'coded');
    if (track.role !== 'picture') return;
    if (isShown) this.#shownFrames += 1;
    if (track.codec === 'V_AV1') walkObus(this.#file, this.#account, start, end - start);
  }

  /** Others' writers put a block into a group with its duration; the block is walked, the group noticed. */
  #walkGroup(group: Element): number {
    const { offset, body, end } = group;
    this.#report(offset, body - offset, 'not-listed', 'A block lies in a group, as others write it.', 'notice');
    for (let position = body; position < end;) {
      const element = readElement(this.#file, position, end);
      if (!element) {
        this.#report(position, end - position, 'damaged', 'An element claims more bytes than what it lies in.');
        return end;
      }
      if (element.id === BLOCK) this.#walkGroupedBlock(element);
      else this.#reportForeign(element);
      position = element.end;
    }
    return end;
  }

  #walkAttachments({ id, offset, body, end }: Element): number {
    this.#account.claim(offset, body - offset);
    if (id === ATTACHED_FILE)
      this.#report(offset, body - offset, 'embedded-file', 'The file carries an attached file.');
    for (let position = body; position < end;) {
      const element = readElement(this.#file, position, end);
      if (!element) {
        this.#report(position, end - position, 'damaged', 'An element claims more bytes than what it lies in.');
        return end;
      }
      // Not reported as a whole: the search for files inside the file tells which pictures are there.
      if (element.id === FILE_DATA) this.#account.claim(element.offset, element.end - element.offset);
      else if (element.id === ATTACHED_FILE) this.#walkAttachments(element);
      else this.#reportForeign(element);
      position = element.end;
    }
    return end;
  }

  #walkGroupedBlock({ offset, body, end }: Element): void {
    const number = readNumber(this.#file, body, end);
    const track = number && this.#tracks.get(number.value);
    const start = body + (number?.length ?? 0) + 3;
    this.#account.claim(offset, Math.min(start, end) - offset);
    if (track && track.role !== 'foreign' && start < end) this.#addFrame(track, start, end, true);
    else this.#account.claim(offset, end - offset);
  }

  #reportForeign({ id, offset, end }: Element): void {
    const { kind, what, severity } = FOREIGN_ELEMENTS[id] ?? {
      kind: 'metadata',
      what: `an element that is not listed (${id.toString(16)})`,
    };
    this.#report(offset, end - offset, kind, `The file carries ${what}.`, severity);
  }

  #report(offset: number, length: number, kind: AuditKind, text: string, severity?: 'leak' | 'notice'): void {
    this.#account.report({
      offset,
      length,
      kind,
      rule: 'matroska/not-listed',
      text,
      ...(severity ? { severity } : {}),
    });
  }
}

function roleOf(type: number): Track['role'] {
  if (type === pictureType) return 'picture';
  return type === soundType ? 'sound' : 'foreign';
}

function foreignTrack(role: Track['role'], type: number): readonly [AuditKind, string] {
  if (role === 'picture') return ['second-video-track', 'The file holds another video track.'];
  if (role === 'sound') return ['second-sound-track', 'The file holds another sound track.'];
  if (type === subtitleType) return ['subtitles', 'The file holds subtitles.'];
  return ['data-track', 'The file holds a track of data.'];
}
