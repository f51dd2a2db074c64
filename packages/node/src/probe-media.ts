import { DamagedMediaError, UnsupportedMediaError } from '@passerby/engine';
import { open } from 'node:fs/promises';
import { isAnimation } from './animation/is-animation.ts';
import { sniffPictureFormat } from './photo/picture-format.ts';
import { chooseSoundStream, videoStreams } from './video/choose-stream.ts';
import { looksLikeVideo, signatureBytes } from './video/looks-like-video.ts';
import { openInput } from './video/open-input.ts';

/** What a file is, for us: `audio-only` and `not-media` hold no picture that could be hidden. */
export type MediaKind = 'photo' | 'animation' | 'video' | 'audio-only' | 'not-media';

/**
 * Tells what a file is by what it holds; its name does not count. A damaged file is what its first bytes say.
 * A photo with a clip in its tail is a photo, a song with a cover is `audio-only`.
 * @throws Error of the file system where the file cannot be read.
 */
export async function probeMedia(file: string): Promise<MediaKind> {
  const head = await readHead(file);
  const format = sniffPictureFormat(head);
  if (format === 'gif' || format === 'png' || format === 'webp')
    return (await isAnimation(file)) ? 'animation' : 'photo';
  if (format) return 'photo';
  return probeWithFfmpeg(file, head);
}

/** FFmpeg's certainty that a format was more than guessed; below it any file may pass for a stream without a container. */
const minProbeScore = 26;

function probeWithFfmpeg(file: string, head: Uint8Array): MediaKind {
  const isSigned = looksLikeVideo(head);
  try {
    const input = openInput(file);
    try {
      if (!isSigned && input.probeScore < minProbeScore) return 'not-media';
      if (videoStreams(input).length > 0) return 'video';
      return chooseSoundStream(input) ? 'audio-only' : 'not-media';
    } finally {
      input.closeInputSync();
    }
  } catch (error) {
    if (error instanceof DamagedMediaError) return isSigned ? 'video' : 'not-media';
    if (error instanceof UnsupportedMediaError) return 'not-media';
    throw error;
  }
}

async function readHead(file: string): Promise<Uint8Array> {
  const head = new Uint8Array(signatureBytes);
  const handle = await open(file, 'r');
  try {
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
