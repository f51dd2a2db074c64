import { DamagedMediaError } from '@passerby/engine';
import { shownSeconds, type AnimationFile, type AnimationPart } from './animation-file.ts';
import { encodePngChunk, pngSignature, readPngChunks, type PngChunk } from './png-chunks.ts';

/** Chunks that every picture of the file shares: palette, transparency and what says how colours are meant. */
const sharedTypes = new Set(['PLTE', 'tRNS', 'cICP', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'sBIT']);

/**
 * Takes an animated PNG apart. The picture for viewers without animation is left out where it is not part of it.
 * @throws DamagedMediaError where there is no picture at all.
 */
export function splitApng(bytes: Uint8Array): AnimationFile {
  const chunks = readPngChunks(bytes);
  const head = chunks[0];
  const settings = chunks.find(({ type }) => type === 'acTL')?.data;
  if (head?.type !== 'IHDR' || head.data.length < 13 || !settings || settings.length < 8) {
    throw new DamagedMediaError('Nothing of the animation could be decoded.');
  }
  const shared = chunks.filter(({ type }) => sharedTypes.has(type));
  const parts: AnimationPart[] = [];
  let pieces: Buffer[] = [];
  for (const { type, data } of chunks) {
    if (type === 'fcTL' && data.length >= 26) {
      pieces = [];
      parts.push(readFrame(data, head.data, shared, pieces, parts.length === 0));
    } else if (type === 'IDAT') pieces.push(data);
    // The first four bytes count the pieces.
    else if (type === 'fdAT') pieces.push(data.subarray(4));
  }
  if (parts.length === 0) throw new DamagedMediaError('Nothing of the animation could be decoded.');
  return {
    width: head.data.readUInt32BE(0),
    height: head.data.readUInt32BE(4),
    playCount: settings.readUInt32BE(4),
    parts,
    isDamaged: parts.length !== settings.readUInt32BE(0) || chunks.some(({ isCut }) => isCut),
  };
}

function readFrame(
  control: Buffer,
  head: Buffer,
  shared: readonly PngChunk[],
  pieces: readonly Buffer[],
  isFirst: boolean,
): AnimationPart {
  const disposals = ['keep', 'clear', 'restore'] as const;
  const disposal = disposals[control[24]!] ?? 'keep';
  const delayUnits = control.readUInt16BE(20);
  const unitsPerSecond = control.readUInt16BE(22) || 100;
  return {
    x: control.readUInt32BE(12),
    y: control.readUInt32BE(16),
    shownSeconds: shownSeconds(delayUnits / unitsPerSecond),
    // There is nothing before the first picture.
    disposal: isFirst && disposal === 'restore' ? 'clear' : disposal,
    isBlended: control[25] === 1,
    toStill: () => {
      const ownHead = Buffer.from(head);
      control.copy(ownHead, 0, 4, 12);
      return Buffer.concat([
        pngSignature,
        encodePngChunk('IHDR', ownHead),
        ...shared.map(({ type, data }) => encodePngChunk(type, data)),
        ...pieces.map((data) => encodePngChunk('IDAT', data)),
        encodePngChunk('IEND', new Uint8Array()),
      ]);
    },
  };
}
