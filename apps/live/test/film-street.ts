import { join } from 'node:path';
import { markFrame, writeClip, type Stratum, type StreetTruth } from '@passerby/street';

export interface FilmedStreet {
  readonly path: string;
  readonly truth: StreetTruth;
}

/** Films a drawn street as a camera does, with the number of each frame in its corner. Small, so that tests cost little. */
export async function filmStreet(
  folder: string,
  seed: string,
  options: {
    readonly seconds?: number;
    readonly width?: number;
    readonly height?: number;
    readonly stratum?: Stratum;
    /** Default true. Without numbers nothing of it is judged. */
    readonly isNumbered?: boolean;
  } = {},
): Promise<FilmedStreet> {
  const { seconds = 12, width = 640, height = 360, stratum = 'street', isNumbered = true } = options;
  const path = join(folder, `${seed}-${width}.mp4`);
  const truth = await writeClip(path, {
    seed,
    width,
    height,
    fps: 15,
    seconds,
    stratum,
    likeCamera: true,
    crf: 20,
    ...(isNumbered ? { mark: markFrame } : {}),
  });
  return { path, truth };
}
