import type { Account } from '../account.ts';
import type { FileBytes } from '../file-bytes.ts';
import type { TakeTurn } from '../take-turn.ts';
import { printableType, type Box } from './box.ts';
import { listChunks } from './list-chunks.ts';
import type { Track } from './track.ts';
import { walkHevcUnits } from './walk-hevc-units.ts';
import { walkNalUnits } from './walk-nal-units.ts';
import { walkObus } from './walk-obus.ts';

/** Bytes walked between two turns of the event loop. */
const BYTES_PER_TURN = 16 * 1024 * 1024;

/** Walks all samples of all tracks in file order. Bytes of `mdat` that belong to no sample stay unclaimed and are reported at the end. */
export async function walkSamples(
  file: FileBytes,
  account: Account,
  tracks: readonly Track[],
  mediaData: readonly Box[],
  takeTurn: TakeTurn,
): Promise<void> {
  const damaged = (track: Track, text: string): void =>
    account.report({ offset: track.offset, length: 0, kind: 'damaged', rule: 'mp4/moov/trak/mdia/minf/stbl', text });
  const chunks = listChunks(tracks, (track) =>
    damaged(track, 'The tables of a track do not say where all its samples are.'),
  );
  let position = 0;
  let current = 0;
  let nextTurnAt = BYTES_PER_TURN;
  for (const chunk of chunks.order) {
    const track = tracks[chunks.tracks[chunk]!]!;
    const offset = chunks.offsets[chunk]!;
    const first = chunks.firstSamples[chunk]!;
    const samples = chunks.sampleCounts[chunk]!;
    const length = sampleBytes(track, first, samples);
    while (current < mediaData.length && mediaData[current]!.end <= offset) current += 1;
    const data = mediaData[current];
    if (data === undefined || offset < data.body || offset + length > data.end) {
      damaged(track, 'Samples of a track lie outside the media data.');
      continue;
    }
    if (offset < position) {
      damaged(track, 'Two chunks of samples share bytes.');
      continue;
    }
    position = Math.max(position, offset + length);
    if (track.handler === 'vide' || track.handler === 'soun') {
      account.add(offset, length, 'coded');
      walkChunk(file, account, track, offset, first, samples);
    } else account.claim(offset, length);
    if (position < nextTurnAt) continue;
    nextTurnAt = position + BYTES_PER_TURN;
    await takeTurn();
  }
  for (const { codec } of tracks) {
    if (unitWalkers[codec] === undefined)
      account.limits.push(`The inside of coded frames or sound was not looked into (${printableType(codec)}).`);
  }
}

function sampleBytes(track: Track, first: number, samples: number): number {
  if (track.sampleBytes > 0) return track.sampleBytes * samples;
  let sum = 0;
  for (let i = first; i < first + samples; i += 1) sum += track.sampleSizes[i]!;
  return sum;
}

function walkChunk(
  file: FileBytes,
  account: Account,
  track: Track,
  offset: number,
  first: number,
  samples: number,
): void {
  const walk = unitWalkers[track.codec];
  if (walk === undefined) return;
  let position = offset;
  for (let i = first; i < first + samples; i += 1) {
    const length = track.sampleBytes > 0 ? track.sampleBytes : track.sampleSizes[i]!;
    walk(file, account, track, position, length);
    position += length;
  }
}

type UnitWalker = (file: FileBytes, account: Account, track: Track, offset: number, length: number) => void;

const walkHevc: UnitWalker = (file, account, track, offset, length) =>
  walkHevcUnits(file, account, track.nalLengthBytes, offset, length);

/** By type of the sample description. */
const unitWalkers: Readonly<Record<string, UnitWalker>> = {
  avc1: walkNalUnits,
  avc3: walkNalUnits,
  hvc1: walkHevc,
  hev1: walkHevc,
  av01: (file, account, _track, offset, length) => walkObus(file, account, offset, length),
};
