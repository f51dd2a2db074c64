import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { Dictionary, FormatContext } from 'node-av';
import { AVERROR_EACCES, AVERROR_ENOENT, AVERROR_EPERM } from 'node-av/constants';
import { allowedFormats } from './allowed-formats.ts';
import { describeFfmpegError } from './ffmpeg.ts';

/**
 * Opens a media file for reading. Only this one file: whatever it refers to (other files, hosts) is not opened.
 * The receiver frees it with `closeInputSync`.
 * @throws UnsupportedMediaError where its format is none of {@link allowedFormats}.
 * @throws DamagedMediaError where the format is known but its index cannot be read.
 */
export function openInput(file: string): FormatContext {
  const input = new FormatContext();
  using options = Dictionary.fromObject({
    protocol_whitelist: 'file',
    format_whitelist: allowedFormats.join(','),
  });
  const opened = input.openInputSync(`file:${file}`, null, options);
  if (opened < 0) throw openError(opened);
  const found = input.findStreamInfoSync();
  if (found < 0) {
    input.closeInputSync();
    throw new DamagedMediaError(`The streams of this file cannot be read: ${describeFfmpegError(found)}.`);
  }
  return input;
}

function openError(code: number): Error {
  if (code === AVERROR_ENOENT || code === AVERROR_EACCES || code === AVERROR_EPERM) {
    return new Error(`The file cannot be opened: ${describeFfmpegError(code)}.`);
  }
  return code === invalidArgument
    ? new UnsupportedMediaError('This is no video in a format that Passerby opens.')
    : new DamagedMediaError(`The index of this file cannot be read: ${describeFfmpegError(code)}.`);
}

/** What FFmpeg answers for a format outside the list. */
const invalidArgument = -22;
