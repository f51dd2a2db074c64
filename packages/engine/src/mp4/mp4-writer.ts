import { joinBytes, latin1, mp4Box, mp4FullBox, uint16, uint32, uint64 } from './mp4-box.ts';
import { Mp4Track, unityMatrix, type Mp4TrackSettings } from './mp4-track.ts';

const bufferBytes = 1 << 20;
const moveBytes = 4 << 20;

/** Port: a file that is written, and read back, at any place. */
export interface RandomAccessFile {
  /** Writes all of the bytes. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `target`. @throws where the file ends before. */
  read(target: Uint8Array, position: number): Promise<void>;
}

/**
 * Writes an MP4 file that holds samples and what is needed to play them, nothing else: no metadata, no edit lists, no free space, times of creation 0.
 * The index comes first, so the samples are moved behind it at the end.
 */
export class Mp4Writer {
  readonly #file: RandomAccessFile;
  readonly #tracks: Mp4Track[] = [];
  readonly #buffer: Uint8Array = new Uint8Array(bufferBytes);
  #buffered = 0;
  #written = 0;

  /** `file` is empty; it stays the caller's, to be closed or thrown away. */
  constructor(file: RandomAccessFile) {
    this.#file = file;
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

  /** Puts the index before the samples. */
  async finish(): Promise<void> {
    await this.#flush();
    const dataBytes = this.#written;
    const dataPrefix = dataHeader(dataBytes);
    const fileType = mp4Box('ftyp', latin1('iso4\0\0\x02\0iso4isomiso2avc1mp41'));
    const tracks = this.#tracks.filter((track) => track.samples.length > 0);
    // The size of the index depends on where the data starts only through the width of its offsets: twice is enough.
    let index = this.#index(tracks, 0);
    for (let i = 0; i < 2; i++) index = this.#index(tracks, fileType.length + index.length + dataPrefix.length);
    const head = joinBytes([fileType, index, dataPrefix]);
    await this.#moveData(head.length);
    await this.#file.write(head, 0);
  }

  #index(tracks: readonly Mp4Track[], dataOffset: number): Uint8Array {
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
    await this.#file.write(this.#buffer.subarray(0, this.#buffered), this.#written);
    this.#written += this.#buffered;
    this.#buffered = 0;
  }

  /** Moves all samples back by `distance` bytes, from the end, so that nothing is overwritten before it was moved. */
  async #moveData(distance: number): Promise<void> {
    const block = new Uint8Array(moveBytes);
    let end = this.#written;
    while (end > 0) {
      const start = Math.max(0, end - moveBytes);
      await this.#file.read(block.subarray(0, end - start), start);
      await this.#file.write(block.subarray(0, end - start), start + distance);
      end = start;
    }
  }
}

function dataHeader(bytes: number): Uint8Array {
  const type = latin1('mdat');
  if (bytes + 8 <= 0xffffffff) return joinBytes([uint32(bytes + 8), type]);
  return joinBytes([uint32(1), type, uint64(bytes + 16)]);
}
