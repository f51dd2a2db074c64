import { open } from 'node:fs/promises';
import { DamagedMediaError, UnsupportedMediaError, verifyFrames, type VerifyDetectors } from '@passerby/engine';
import type { AuditFinding } from '@passerby/engine';
import { decodePicture } from '../photo/decode-picture.ts';
import { toPhotoFrame, type PhotoPixels } from '../photo/photo-pixels.ts';
import { sniffPictureFormat } from '../photo/picture-format.ts';
import type { FindingDraft } from './advise.ts';

/** Embedded pictures are thumbnails, covers and second photos; larger ones are not decoded, which is said. */
const maxPixels = 100e6;
const maxBytes = 256e6;

const pictureKinds: readonly AuditFinding['kind'][] = ['thumbnail', 'second-picture'];

/**
 * Cuts the pictures out that an audit found inside a file, and shows them to the face detector. One finding for each that shows a face, or that
 * cannot be looked at: the picture itself is a finding of the audit already.
 * @throws InferenceError where the detector fails; the system's error where the file cannot be read.
 */
export async function lookAtEmbedded(
  file: string,
  audited: readonly AuditFinding[],
  { faces }: Pick<VerifyDetectors, 'faces'>,
  signal: AbortSignal,
): Promise<readonly FindingDraft[]> {
  const findings: FindingDraft[] = [];
  for (const { kind, offset, length } of audited) {
    if (!pictureKinds.includes(kind) || length === 0) continue;
    signal.throwIfAborted();
    const picture = await cutOut(file, offset, length);
    if (picture === undefined) {
      findings.push({
        kind: 'embedded-face',
        severity: 'notice',
        text: 'A picture inside the file could not be decoded, so nobody looked at it.',
        offset,
      });
      continue;
    }
    const { findings: seen } = await verifyFrames(play(picture), { faces }, undefined, { signal });
    const worst = seen.find(({ severity }) => severity === 'leak') ?? seen[0];
    if (!worst) continue;
    const text =
      worst.severity === 'leak'
        ? 'A picture inside the file shows a face.'
        : 'A picture inside the file shows something that is perhaps a face.';
    findings.push({ kind: 'embedded-face', severity: worst.severity, text, offset });
  }
  return findings;
}

async function* play(picture: PhotoPixels): AsyncGenerator<ReturnType<typeof toPhotoFrame>> {
  yield toPhotoFrame(picture);
}

/** The picture; `undefined` where it is none that can be decoded. */
async function cutOut(file: string, offset: number, length: number): Promise<PhotoPixels | undefined> {
  if (length > maxBytes) return undefined;
  const bytes = Buffer.alloc(length);
  await using handle = await open(file, 'r');
  const { bytesRead } = await handle.read(bytes, 0, length, offset);
  const found = bytes.subarray(0, bytesRead);
  const format = sniffPictureFormat(found);
  if (!format) return undefined;
  try {
    return (await decodePicture(found, format, maxPixels)).pixels;
  } catch (error) {
    if (error instanceof DamagedMediaError || error instanceof UnsupportedMediaError) return undefined;
    throw error;
  }
}
