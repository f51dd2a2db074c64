import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import { toLatin1, type FileBytes } from '../file-bytes.ts';
import { decodeScan, ScanDamagedError, type Scan, type ScanComponent } from './decode-scan.ts';
import { buildHuffmanTable, type HuffmanTable } from './huffman-table.ts';
import { layOutFrame, type JpegComponent, type JpegFrame } from './jpeg-frame.ts';
import { ScanBits } from './scan-bits.ts';

/** Memory for the coefficient map of a progressive picture. Larger pictures are walked by their markers only, and the result says so. */
const MAX_COEFFICIENT_MAP_BYTES = 512 * 1024 * 1024;

/** Blocks that are walked in one file, all scans together: a hostile file can ask for millions of millions with a few bytes. */
const MAX_BLOCKS = 1_000_000_000;

/** What segments that are not on the allow-list are, by marker and first letters. */
const KNOWN_SEGMENTS: readonly {
  readonly marker: number;
  readonly starts: string;
  readonly kind: AuditKind;
  readonly what: string;
  readonly severity?: 'notice';
}[] = [
  { marker: 0xe0, starts: 'JFXX\0', kind: 'thumbnail', what: 'a JFIF extension with a thumbnail' },
  { marker: 0xe1, starts: 'Exif\0', kind: 'exif', what: 'EXIF data' },
  { marker: 0xe1, starts: 'http://ns.adobe.com/', kind: 'xmp', what: 'XMP data' },
  { marker: 0xe2, starts: 'ICC_PROFILE\0', kind: 'icc', what: 'a colour profile' },
  { marker: 0xe2, starts: 'MPF\0', kind: 'metadata', what: 'an index of several pictures (MPF)' },
  { marker: 0xe2, starts: 'urn:iso:std:iso:ts:21496', kind: 'metadata', what: 'a gain map description' },
  { marker: 0xeb, starts: 'JP', kind: 'provenance', what: 'a JUMBF box (C2PA)' },
  { marker: 0xed, starts: 'Photoshop 3.0\0', kind: 'iptc', what: 'Photoshop and IPTC data' },
  { marker: 0xee, starts: 'Adobe', kind: 'not-listed', what: "Adobe's colour transform mark", severity: 'notice' },
  { marker: 0xfe, starts: '', kind: 'comment', what: 'a comment' },
];

/** Walks one JPEG file from its first to its last byte. @returns the number of pictures in it that a viewer shows. */
export function walkJpeg(file: FileBytes, account: Account): number {
  return new JpegWalk(file, account).run();
}

class JpegWalk {
  readonly #file: FileBytes;
  readonly #account: Account;
  readonly #huffman = new Map<number, HuffmanTable>();
  readonly #nonZero = new Map<JpegComponent, Uint8Array>();
  #frame: JpegFrame | undefined;
  #restartInterval = 0;
  #blocks = 0;

  constructor(file: FileBytes, account: Account) {
    this.#file = file;
    this.#account = account;
  }

  run(): number {
    const file = this.#file;
    this.#account.allow('SOI', 0, 2);
    let position = 2;
    while (position < file.size) {
      if (file.u8(position) !== 0xff) {
        const next = this.#nextMarker(position);
        this.#report(position, next - position, 'unaccounted', `${next - position} bytes between segments.`);
        position = next;
        continue;
      }
      const marker = file.u8(position + 1);
      if (marker === 0xff) {
        this.#report(position, 1, 'not-listed', 'A fill byte before a segment.', 'notice');
        position += 1;
      } else if (marker === 0xd9) {
        this.#account.allow('EOI', position, 2);
        this.#checkComplete(position);
        this.#reportTail(position + 2);
        return this.#frame === undefined ? 0 : 1;
      } else if (marker === 0xda) position = this.#walkScan(position);
      else if (marker === 0xd8 || (marker >= 0xd0 && marker <= 0xd7) || marker <= 0x01) {
        this.#report(position, 2, 'not-listed', 'A marker where none belongs.');
        position += 2;
      } else position = this.#walkSegment(position, marker);
    }
    this.#report(file.size, 0, 'damaged', 'The picture has no end marker.');
    return this.#frame === undefined ? 0 : 1;
  }

  #report(offset: number, length: number, kind: AuditKind, text: string, severity: 'leak' | 'notice' = 'leak'): void {
    this.#account.report({ offset, length, kind, rule: 'jpeg/not-listed', text, severity });
  }

  /** Where the next FF that starts a marker is, or the end of the file. */
  #nextMarker(from: number): number {
    let position = from;
    while (position < this.#file.size) {
      const slice = this.#file.view(position, Math.min(1 << 16, this.#file.size - position));
      const found = slice.indexOf(0xff);
      if (found < 0) position += slice.length;
      else if (position + found + 1 >= this.#file.size) return this.#file.size;
      else if (this.#file.u8(position + found + 1) !== 0) return position + found;
      else position += found + 2;
    }
    return this.#file.size;
  }

  #walkSegment(position: number, marker: number): number {
    const length = this.#file.u16(position + 2);
    const end = position + 2 + length;
    if (length < 2 || !this.#file.has(position, 2 + length)) {
      const rest = this.#file.size - position;
      this.#report(
        position,
        rest,
        'damaged',
        'A segment claims more bytes than the file has, or fewer than its own header.',
      );
      return this.#file.size;
    }
    const body = this.#file.copy(position + 4, length - 2);
    if (marker === 0xdb) this.#walkQuantisation(position, body);
    else if (marker === 0xc4) this.#walkHuffman(position, body);
    else if (marker === 0xdd) this.#walkRestartInterval(position, body);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc)
      this.#walkFrame(position, body, marker - 0xc0);
    else this.#reportSegment(position, end - position, marker, body);
    return end;
  }

  #reportSegment(offset: number, length: number, marker: number, body: Uint8Array): void {
    if (marker === 0xe0 && toLatin1(body.subarray(0, 5)) === 'JFIF\0') {
      const hasThumbnail = body.length !== 14 || body[12]! * body[13]! > 0;
      this.#report(
        offset,
        length,
        hasThumbnail ? 'thumbnail' : 'not-listed',
        hasThumbnail ? 'A JFIF header with a thumbnail.' : 'A JFIF header.',
        hasThumbnail ? 'leak' : 'notice',
      );
      return;
    }
    const known = KNOWN_SEGMENTS.find(
      (entry) => entry.marker === marker && toLatin1(body.subarray(0, entry.starts.length)) === entry.starts,
    );
    const what = known?.what ?? `data of an unknown application (marker FF${marker.toString(16).toUpperCase()})`;
    this.#report(offset, length, known?.kind ?? 'metadata', `The picture carries ${what}.`, known?.severity);
  }

  #walkQuantisation(offset: number, body: Uint8Array): void {
    let position = 0;
    while (position < body.length) {
      const precision = body[position]! >> 4;
      const size = 1 + 64 * (precision === 0 ? 1 : 2);
      if (precision > 1 || position + size > body.length) {
        this.#report(offset, body.length + 4, 'damaged', 'A quantisation table has the wrong length.');
        return;
      }
      this.#account.allow('DQT', offset + 4 + position, size, { table: body[position]! & 15, precision }, 'coded');
      position += size;
    }
    this.#account.add(offset, 4);
  }

  #walkHuffman(offset: number, body: Uint8Array): void {
    let position = 0;
    while (position < body.length) {
      const counts = body.subarray(position + 1, position + 17);
      const symbols = counts.reduce((sum, count) => sum + count, 0);
      const table =
        counts.length < 16 || position + 17 + symbols > body.length
          ? undefined
          : buildHuffmanTable(counts, body.subarray(position + 17, position + 17 + symbols));
      if (table === undefined) {
        this.#report(offset, body.length + 4, 'damaged', 'A Huffman table is malformed.');
        return;
      }
      const id = body[position]!;
      this.#huffman.set(id, table);
      this.#account.allow('DHT', offset + 4 + position, 17 + symbols, { table: id & 15, class: id >> 4 }, 'coded');
      position += 17 + symbols;
    }
    this.#account.add(offset, 4);
  }

  #walkRestartInterval(offset: number, body: Uint8Array): void {
    if (body.length !== 2) {
      this.#report(offset, body.length + 4, 'damaged', 'A restart interval has the wrong length.');
      return;
    }
    this.#restartInterval = readUint16(body, 0);
    this.#account.allow('DRI', offset, 6, { interval: this.#restartInterval });
  }

  #walkFrame(offset: number, body: Uint8Array, process: number): void {
    const components = body[5] ?? 0;
    if (body.length < 6 || body.length !== 6 + 3 * components || this.#frame !== undefined) {
      const isSecond = this.#frame !== undefined;
      this.#report(
        offset,
        body.length + 4,
        isSecond ? 'second-picture' : 'damaged',
        isSecond ? 'A second frame header.' : 'The frame header has the wrong length.',
      );
      return;
    }
    const height = readUint16(body, 1);
    const width = readUint16(body, 3);
    const sampling = Array.from({ length: components }, (_, i) => {
      const packed = body[7 + 3 * i]!;
      return { id: body[6 + 3 * i]!, horizontal: packed >> 4, vertical: packed & 15 };
    });
    this.#account.allow('SOF', offset, body.length + 4, { process, precision: body[0]!, components, width, height });
    if (
      width === 0 ||
      height === 0 ||
      sampling.length === 0 ||
      sampling.some(({ horizontal: h, vertical: v }) => h < 1 || h > 4 || v < 1 || v > 4)
    ) {
      this.#report(offset, body.length + 4, 'damaged', 'The frame header has no size or an impossible sampling.');
      return;
    }
    this.#frame = layOutFrame(process, width, height, sampling);
  }

  /** Reads a scan's header and its coded data. @returns where the marker after it is. */
  #walkScan(position: number): number {
    const headerLength = this.#file.u16(position + 2);
    const header = this.#file.view(position, 2 + headerLength);
    const dataStart = position + 2 + headerLength;
    const count = header[4] ?? 0;
    if (headerLength !== 6 + 2 * count || this.#frame === undefined) {
      this.#report(
        position,
        2 + headerLength,
        'damaged',
        'A scan has a malformed header or comes before the frame header.',
      );
      return this.#nextMarker(dataStart);
    }
    this.#account.allow('SOS', position, 2 + headerLength);
    const scan = this.#readScanHeader(header, count);
    if (typeof scan === 'string') return this.#skipScan(position, dataStart, scan);
    return this.#decodeScan(this.#frame, scan, dataStart);
  }

  /** @returns a sentence where the scan cannot be decoded here. */
  #readScanHeader(header: Uint8Array, count: number): Scan | string {
    const frame = this.#frame!;
    if (frame.process > 2)
      return 'The picture is coded in a way (arithmetic, lossless or hierarchical) that this audit does not decode.';
    const [spectralStart = 0, spectralEnd = 0, approximation = 0] = header.subarray(5 + 2 * count, 8 + 2 * count);
    const isProgressive = frame.process === 2;
    const [highBit, lowBit] = isProgressive ? [approximation >> 4, approximation & 15] : [0, 0];
    const isAc = isProgressive && spectralStart > 0;
    const components: ScanComponent[] = [];
    for (let i = 0; i < count; i += 1) {
      const component = frame.components.find(({ id }) => id === header[5 + 2 * i]);
      if (component === undefined) return 'A scan names a component that the picture does not have.';
      const tables = header[6 + 2 * i]!;
      const nonZero = isAc ? this.#coefficientMap(component) : undefined;
      if (isAc && nonZero === undefined)
        return 'The picture is too large for its progressive scans to be decoded by this audit.';
      components.push({
        component,
        dc: this.#huffman.get(tables >> 4),
        ac: this.#huffman.get(0x10 | (tables & 15)),
        nonZero,
      });
    }
    const isSane = isProgressive
      ? spectralEnd < 64 && spectralStart <= spectralEnd && (isAc ? count === 1 : spectralEnd === 0)
      : true;
    if (!isSane || components.length === 0) return 'A scan has an impossible range of coefficients.';
    this.#blocks += components.reduce((sum, { component }) => sum + component.paddedWide * component.paddedHigh, 0);
    if (this.#blocks > MAX_BLOCKS) return 'The picture has more coded blocks than this audit walks.';
    const first = isProgressive ? spectralStart : 0;
    const last = isProgressive ? spectralEnd : 63;
    for (const { component } of components) {
      for (let k = first; k <= last; k += 1) {
        const expected = highBit === 0 ? -1 : highBit;
        if (component.codedDownTo[k] !== expected || (highBit > 0 && lowBit !== highBit - 1))
          return 'A scan codes again what an earlier scan has coded.';
        component.codedDownTo[k] = lowBit;
      }
    }
    return { components, spectralStart: first, spectralEnd: last, highBit, lowBit };
  }

  #coefficientMap(component: JpegComponent): Uint8Array | undefined {
    const existing = this.#nonZero.get(component);
    if (existing !== undefined) return existing;
    const size = component.paddedWide * component.paddedHigh * 8;
    const used = [...this.#nonZero.values()].reduce((sum, map) => sum + map.length, 0);
    if (used + size > MAX_COEFFICIENT_MAP_BYTES) return undefined;
    const map = new Uint8Array(size);
    this.#nonZero.set(component, map);
    return map;
  }

  #skipScan(position: number, dataStart: number, reason: string): number {
    let end = this.#nextMarker(dataStart);
    while (end + 1 < this.#file.size && isRestart(this.#file.u8(end + 1))) end = this.#nextMarker(end + 2);
    this.#report(position, end - position, 'unaccounted', reason);
    return end;
  }

  #decodeScan(frame: JpegFrame, scan: Scan, dataStart: number): number {
    const bits = new ScanBits(this.#file, dataStart);
    let intervalStart = dataStart;
    let restarts = 0;
    const finish = (): number => {
      const { markerOffset, bytesLeft, isPaddedWithOnes } = bits.finishInterval();
      this.#account.add(intervalStart, markerOffset - intervalStart, 'coded');
      if (bytesLeft > 0)
        this.#report(
          markerOffset - bytesLeft,
          bytesLeft,
          'unaccounted',
          `${bytesLeft} bytes inside the coded picture decode to nothing.`,
        );
      if (!isPaddedWithOnes)
        this.#report(markerOffset - 1, 1, 'unaccounted', 'The padding bits of the coded picture are not all ones.');
      return markerOffset;
    };
    try {
      decodeScan(frame, scan, bits, this.#restartInterval, () => {
        const marker = finish();
        const isExpected = this.#file.has(marker, 2) && this.#file.u8(marker + 1) === 0xd0 + (restarts % 8);
        if (!isExpected) {
          this.#report(marker, 0, 'damaged', 'A restart marker is missing.');
          return false;
        }
        this.#account.allow('RST', marker, 2);
        restarts += 1;
        intervalStart = marker + 2;
        bits.restartAt(intervalStart);
        return true;
      });
    } catch (error) {
      if (!(error instanceof ScanDamagedError)) throw error;
      return this.#skipScan(intervalStart, intervalStart, error.message);
    }
    if (bits.isExhausted)
      this.#report(bits.finishInterval().markerOffset, 0, 'damaged', 'The coded picture ends too early.');
    return finish();
  }

  #checkComplete(end: number): void {
    const isComplete = this.#frame?.components.every(({ codedDownTo }) => codedDownTo[0]! >= 0) ?? false;
    if (!isComplete && (this.#frame === undefined || this.#frame.process <= 2))
      this.#report(end, 0, 'damaged', 'The picture has no coded data for one of its components.');
  }

  #reportTail(offset: number): void {
    const length = this.#file.size - offset;
    if (length <= 0) return;
    this.#account.report({
      offset,
      length,
      kind: 'trailing-data',
      rule: 'jpeg/EOI',
      text: `${length} bytes follow the end of the picture.`,
    });
  }
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function readUint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 256 + bytes[at + 1]!;
}
