import { DamagedMediaError } from '@passerby/engine';
import { FFmpegError, Log, type CodecContext } from 'node-av';
import { AV_LOG_QUIET } from 'node-av/constants';

// FFmpeg and SVT-AV1 write to the process's stderr, with file names in it. What matters comes back as return codes.
Log.setLevel(AV_LOG_QUIET);
process.env['SVT_LOG'] ??= '0';

/** Gives FFmpeg's return code back where it is none of its errors. `doing` ends the sentence "FFmpeg failed …". */
export function checkFfmpeg(code: number, doing: string): number {
  if (code < 0) throw new Error(`FFmpeg failed ${doing}: ${describeFfmpegError(code)}.`);
  return code;
}

/** The same where only the file can be the reason. @throws DamagedMediaError */
export function checkReading(code: number, doing: string): number {
  if (code < 0) throw new DamagedMediaError(`FFmpeg failed ${doing}: ${describeFfmpegError(code)}.`);
  return code;
}

/** FFmpeg's own words for one of its error codes. */
export function describeFfmpegError(code: number): string {
  return FFmpegError.strerror(code);
}

/** Sets an option of a codec before it is opened. A Dictionary given to `open2Sync` would be freed twice (node-av 6.1.1). */
export function setOption(codec: CodecContext, name: string, value: string): void {
  checkFfmpeg(codec.setOption(name, value), `setting its option ${name}`);
}
