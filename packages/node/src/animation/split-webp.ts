import { DamagedMediaError } from '@passerby/engine';
import { shownSeconds, type AnimationFile, type AnimationPart } from './animation-file.ts';
import { encodeVp8x, encodeWebpChunk, readWebpChunks, webpFlags } from './webp-chunks.ts';

/**
 * Takes an animated WebP apart. Pictures after a fault are left out.
 * @throws DamagedMediaError where there is no picture at all.
 */
export function splitWebp(bytes: Uint8Array): AnimationFile {
  const chunks = readWebpChunks(bytes.subarray(12));
  const canvas = chunks.find(({ type }) => type === 'VP8X')?.payload;
  const frames = chunks.filter(({ type, payload }) => type === 'ANMF' && payload.length > 16);
  if (!canvas || canvas.length < 10 || frames.length === 0) {
    throw new DamagedMediaError('Nothing of the animation could be decoded.');
  }
  const icc = chunks.find(({ type }) => type === 'ICCP')?.payload;
  const settings = chunks.find(({ type, payload }) => type === 'ANIM' && payload.length >= 6)?.payload;
  return {
    width: canvas.readUIntLE(4, 3) + 1,
    height: canvas.readUIntLE(7, 3) + 1,
    playCount: settings?.readUInt16LE(4) ?? 0,
    parts: frames.map(({ payload }) => readFrame(payload, icc)),
    isDamaged: promisedBytes(bytes) > bytes.length || chunks.some(({ isCut }) => isCut),
  };
}

/** How long the file says that it is. */
function promisedBytes(bytes: Uint8Array): number {
  return Buffer.from(bytes.subarray(4, 8)).readUInt32LE(0) + 8;
}

function readFrame(payload: Buffer, icc: Buffer | undefined): AnimationPart {
  const flags = payload[15]!;
  const width = payload.readUIntLE(6, 3) + 1;
  const height = payload.readUIntLE(9, 3) + 1;
  return {
    // Places are stored halved.
    x: payload.readUIntLE(0, 3) * 2,
    y: payload.readUIntLE(3, 3) * 2,
    shownSeconds: shownSeconds(payload.readUIntLE(12, 3) / 1000),
    disposal: flags & 1 ? 'clear' : 'keep',
    isBlended: (flags & 2) === 0,
    toStill: () => makeStill(payload.subarray(16), width, height, icc),
  };
}

/** A WebP of this picture alone. */
function makeStill(data: Buffer, width: number, height: number, icc: Buffer | undefined): Buffer {
  const hasAlpha = readWebpChunks(data).some(({ type }) => type === 'ALPH' || type === 'VP8L');
  const flags = (hasAlpha ? webpFlags.alpha : 0) | (icc ? webpFlags.icc : 0);
  const body = [encodeVp8x(flags, width, height), ...(icc ? [encodeWebpChunk('ICCP', icc)] : []), data];
  return encodeWebpChunk('RIFF', Buffer.from('WEBP', 'latin1'), ...body);
}
