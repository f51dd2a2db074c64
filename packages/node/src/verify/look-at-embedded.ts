import { open } from 'node:fs/promises';
import {
  DamagedMediaError,
  UnsupportedMediaError,
  verifyFrames,
  type AuditFinding,
  type FrameFinding,
  type VerifyDetectors,
} from '@passerby/engine';
import type { WalkOptions } from '../media/media.ts';
import { decodePicture } from '../photo/decode-picture.ts';
import { toPhotoFrame, type PhotoPixels } from '../photo/photo-pixels.ts';
import { sniffPictureFormat } from '../photo/picture-format.ts';
import { looksLikeVideo, signatureBytes } from '../video/looks-like-video.ts';
import type { FindingDraft } from './advise.ts';
import { lookAtEveryPicture } from './look-at-every-picture.ts';

/** Embedded pictures are thumbnails, covers and second photos; larger ones are not decoded, which is said. */
const maxPixels = 100e6;
const maxBytes = 256e6;

const embeddedKinds: readonly AuditFinding['kind'][] = ['thumbnail', 'second-picture', 'embedded-file'];

/**
 * Cuts the pictures and films out that an audit found inside a file, and shows them to the face detector, films in every frame. One finding for
 * each that shows a face, or that cannot be looked at: the picture or film itself is a finding of the audit already.
 * @throws InferenceError where the detector fails; the system's error where the file cannot be read.
 */
export async function lookAtEmbedded(
  file: string,
  audited: readonly AuditFinding[],
  detectors: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  walk: WalkOptions,
): Promise<readonly FindingDraft[]> {
  const findings: FindingDraft[] = [];
  for (const { kind, offset, length } of audited) {
    if (!embeddedKinds.includes(kind) || length === 0) continue;
    walk.signal.throwIfAborted();
    const finding = await lookAtOne(file, { offset, length, isPicture: kind !== 'embedded-file' }, detectors, walk);
    if (finding) findings.push(finding);
  }
  return findings;
}

interface Embedded {
  readonly offset: number;
  readonly length: number;
  /** The audit knows that it is a picture; else it is a film, a picture in a film's container, or an archive. */
  readonly isPicture: boolean;
}

async function lookAtOne(
  file: string,
  { offset, length, isPicture }: Embedded,
  detectors: Pick<VerifyDetectors, 'faces' | 'quickFaces'>,
  walk: WalkOptions,
): Promise<FindingDraft | undefined> {
  const head = await readPart(file, offset, Math.min(length, signatureBytes));
  if (isPicture || sniffPictureFormat(head)) {
    const picture = await cutOut(file, offset, length);
    if (picture === undefined) return unreadable('picture', offset);
    const { faces } = detectors;
    const { findings } = await verifyFrames(play(picture), { faces }, undefined, { signal: walk.signal });
    return describeWorst('picture', findings, offset);
  }
  // Archives and documents are findings of the audit; nothing here opens them.
  if (!looksLikeVideo(head)) return undefined;
  const tracks = await lookAtEveryPicture({ file, inside: { offset, length } }, detectors, walk);
  const worst = describeWorst('film', tracks?.flatMap(({ findings }) => findings) ?? [], offset);
  const isComplete = tracks?.every((track) => track.isComplete) ?? false;
  return worst ?? (isComplete ? undefined : unreadable('film', offset));
}

async function* play(picture: PhotoPixels): AsyncGenerator<ReturnType<typeof toPhotoFrame>> {
  yield toPhotoFrame(picture);
}

function describeWorst(
  what: 'picture' | 'film',
  seen: readonly FrameFinding[],
  offset: number,
): FindingDraft | undefined {
  const worst = seen.find(({ severity }) => severity === 'leak') ?? seen[0];
  if (!worst) return undefined;
  const shown = worst.severity === 'leak' ? 'a face' : 'something that is perhaps a face';
  return {
    kind: 'embedded-face',
    severity: worst.severity,
    text: `A ${what} inside the file shows ${shown}.`,
    offset,
  };
}

function unreadable(what: 'picture' | 'film', offset: number): FindingDraft {
  return {
    kind: 'embedded-face',
    severity: 'notice',
    text: `A ${what} inside the file could not be decoded, or only in part, so nobody looked at all of it.`,
    offset,
  };
}

/** The picture; `undefined` where it is none that can be decoded. */
async function cutOut(file: string, offset: number, length: number): Promise<PhotoPixels | undefined> {
  if (length > maxBytes) return undefined;
  const found = await readPart(file, offset, length);
  const format = sniffPictureFormat(found);
  if (!format) return undefined;
  try {
    return (await decodePicture(found, format, maxPixels)).pixels;
  } catch (error) {
    if (error instanceof DamagedMediaError || error instanceof UnsupportedMediaError) return undefined;
    throw error;
  }
}

async function readPart(file: string, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await using handle = await open(file, 'r');
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  return bytes.subarray(0, bytesRead);
}
