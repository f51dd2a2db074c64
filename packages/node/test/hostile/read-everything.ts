import { openAnimation } from '../../src/animation/open-animation.ts';
import { auditFile } from '../../src/audit/audit-file.ts';
import { openPhoto } from '../../src/photo/open-photo.ts';
import { probeMedia } from '../../src/probe-media.ts';
import { openVideoSource } from '../../src/video/video-source.ts';

/** Does all that Passerby does to read a file: tells what it is, decodes every frame, audits it. Gives the number of frames; 0 where it is no picture. */
export async function readEverything(file: string): Promise<number> {
  await auditFile(file);
  switch (await probeMedia(file)) {
    case 'photo': {
      using photo = await openPhoto(file);
      return Math.sign(photo.frame.pixels.width);
    }
    case 'animation': {
      using animation = await openAnimation(file);
      return await countFrames(animation.frames());
    }
    case 'video': {
      using video = await openVideoSource(file);
      return await countFrames(video.frames());
    }
    case 'audio-only':
    case 'not-media':
      return 0;
  }
}

async function countFrames(frames: AsyncIterable<Disposable>): Promise<number> {
  let count = 0;
  for await (using _frame of frames) count++;
  return count;
}
