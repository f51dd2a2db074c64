import { open, type FileHandle } from 'node:fs/promises';
import { mp4Box, mp4FullBox, uint16, uint32, uint64 } from './mp4-box.ts';
import { Mp4Track, unityMatrix, type Mp4TrackSettings } from './mp4-track.ts';

const bufferBytes = 1 << 20;
const moveBytes = 4 << 20;

/**
 * Writes an MP4 file that holds samples and what is needed to play them, nothing else: no metadata, no edit lists, no free space, times of creation 0.
 * The index comes first, so the samples are moved behind it at the end.
 */
export class Mp4Writer {
  readonly #file: FileHandle;
  readonly #tracks: Mp4Track[] = [];
  readonly #buffer: Buffer = Buffer.allocUnsafe(bufferBytes);
  #buffered = 0;
  #written = 0;
  #closed = false;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Creates or empties the file, readable by its owner only. */
  static async create(path: string): Promise<Mp4Writer> {
    return new Mp4Writer(await open(path, 'w+', 0o600));
  }

  /** Tracks are listed in the order added. */
  addTrack(settings: Mp4TrackSettings): Mp4Track {
    const track = new Mp4Track(settings);
    this.#tracks.push(track);
    return track;
  }

  /** Copies one coded sample, in decoding order. Pieces are joined. */
  async write(
    track: Mp4Track,
    pieces: readonly Uint8Array[],
    sample: { readonly shownTicks: number; readonly isKey: boolean },
  ): Promise<void> {
    const offset = this.#written + this.#buffered;
    let size = 0;
    for (const piece of pieces) {
      size += piece.length;
      await this.#append(piece);
    }
    track.samples.push({ size, offset, shownTicks: sample.shownTicks, isKey: sample.isKey });
  }

  /** Puts the index before the samples and closes the file. */
  async finish(): Promise<void> {
    await this.#flush();
    const dataBytes = this.#written;
    const dataPrefix = dataHeader(dataBytes);
    const fileType = mp4Box('ftyp', Buffer.from('iso4\0\0\x02\0iso4isomiso2avc1mp41', 'latin1'));
    const tracks = this.#tracks.filter((track) => track.samples.length > 0);
    // The size of the index depends on where the data starts only through the width of its offsets: twice is enough.
    let index = this.#index(tracks, 0);
    for (let i = 0; i < 2; i++) index = this.#index(tracks, fileType.length + index.length + dataPrefix.length);
    const head = Buffer.concat([fileType, index, dataPrefix]);
    await this.#moveData(head.length);
    await writeFully(this.#file, head, 0);
    await this.close();
  }

  /** Closes the file as it is. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }

  #index(tracks: readonly Mp4Track[], dataOffset: number): Buffer {
    const timescale = tracks[0]?.settings.timescale ?? 1000;
    const durationSeconds = Math.max(0, ...tracks.map((track) => track.durationSeconds));
    const header = mp4FullBox(
      'mvhd',
      1,
      0,
      uint64(0, 0),
      uint32(timescale),
      uint64(Math.round(durationSeconds * timescale)),
      uint32(0x10000),
      uint16(0x100, 0, 0, 0, 0, 0),
      unityMatrix,
      uint32(0, 0, 0, 0, 0, 0, tracks.length + 1),
    );
    return mp4Box('moov', header, ...tracks.map((track, i) => track.box(i + 1, timescale, dataOffset)));
  }

  async #append(bytes: Uint8Array): Promise<void> {
    let from = 0;
    while (from < bytes.length) {
      const count = Math.min(bytes.length - from, bufferBytes - this.#buffered);
      this.#buffer.set(bytes.subarray(from, from + count), this.#buffered);
      this.#buffered += count;
      from += count;
      if (this.#buffered === bufferBytes) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    await writeFully(this.#file, this.#buffer.subarray(0, this.#buffered), this.#written);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }

  /** Moves all samples back by `distance` bytes, from the end, so that nothing is overwritten before it was moved. */
  async #moveData(distance: number): Promise<void> {
    const block = Buffer.allocUnsafe(moveBytes);
    let end = this.#written;
    while (end > 0) {
      const start = Math.max(0, end - moveBytes);
      await readFully(this.#file, block.subarray(0, end - start), start);
      await writeFully(this.#file, block.subarray(0, end - start), start + distance);
      end = start;
    }
  }
}

function dataHeader(bytes: number): Buffer {
  const type = Buffer.from('mdat', 'latin1');
  if (bytes + 8 <= 0xffffffff) return Buffer.concat([uint32(bytes + 8), type]);
  return Buffer.concat([uint32(1), type, uint64(bytes + 16)]);
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function readFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0)
      throw new Error(`Expected ${bytes.length} bytes at ${position} of the output, received ${done}.`);
    done += bytesRead;
  }
}
