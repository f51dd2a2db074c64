import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { Dictionary, FormatContext } from 'node-av';
import { AVERROR_EINVAL } from 'node-av/constants';
import { closeSync, openSync, readSync } from 'node:fs';
import { allowedFormats } from './allowed-formats.ts';
import { describeFfmpegError } from './ffmpeg.ts';
import { looksLikeVideo, signatureBytes } from './looks-like-video.ts';

/**
 * Opens a media file for reading. Only this one file: whatever it refers to (other files, hosts) is not opened.
 * The receiver frees it with `closeInputSync`.
 * @throws UnsupportedMediaError where its format is none of {@link allowedFormats}.
 * @throws DamagedMediaError where the format is known but its index cannot be read.
 * @throws Error of the file system where the file cannot be read.
 */
export function openInput(file: string): FormatContext {
  const input = new FormatContext();
  using options = Dictionary.fromObject({
    protocol_whitelist: 'file',
    format_whitelist: allowedFormats.join(','),
  });
  const opened = input.openInputSync(`file:${file}`, null, options);
  if (opened < 0) throw openError(opened, readSignature(file));
  const found = input.findStreamInfoSync();
  if (found < 0) {
    input.closeInputSync();
    throw new DamagedMediaError(`The streams of this file cannot be read: ${describeFfmpegError(found)}.`);
  }
  return input;
}

function openError(code: number, signature: Uint8Array): Error {
  if (signature.length === 0) return new UnsupportedMediaError('The file is empty.');
  // Invalid argument is what FFmpeg answers for a format outside the list.
  return code === AVERROR_EINVAL || !looksLikeVideo(signature)
    ? new UnsupportedMediaError('This is no video in a format that Passerby opens.')
    : new DamagedMediaError(`The index of this video cannot be read: ${describeFfmpegError(code)}.`);
}

/** @throws Error of the file system where the file cannot be read. */
function readSignature(file: string): Uint8Array {
  const bytes = new Uint8Array(signatureBytes);
  const handle = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}
