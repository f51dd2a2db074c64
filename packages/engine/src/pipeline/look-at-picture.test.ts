import { describe, expect, it } from 'vitest';
import { countIds } from '../../test/scripted-clip.ts';
import { detect, type Detector } from '../detect/detector.ts';
import { InferenceError, OptionsError } from '../errors.ts';
import { lookAtPicture } from './look-at-picture.ts';

const picture = { width: 100, height: 80, sample: () => new Uint8Array(0) };
const box = { x: 1, y: 2, width: 30, height: 40 };

function detector(kind: 'face' | 'text', error?: Error): Detector {
  return {
    kind,
    model: 'scripted',
    [detect]: () => (error ? Promise.reject(error) : Promise.resolve([{ kind, box, score: 0.7 }])),
  };
}

describe('lookAtPicture', () => {
  it('gives one track at 0 s for every box that is found', async () => {
    const detectors = { faces: detector('face'), text: detector('text') };
    const tracks = await lookAtPicture(picture, detectors, { randomId: countIds() });
    expect(tracks.map((track) => track.kind)).toEqual(['face', 'text']);
    expect(tracks[0]).toEqual({
      id: '0000000000000000',
      kind: 'face',
      fromSeconds: 0,
      throughSeconds: 0,
      keyframes: [{ seconds: 0, box, origin: 'detected', score: 0.7 }],
    });
  });

  it('never takes a failure for an empty photo', async () => {
    const cause = new Error('boom');
    const looking = lookAtPicture(picture, { faces: detector('face', cause) }, { randomId: countIds() });
    await expect(looking).rejects.toThrow(InferenceError);
    await expect(looking).rejects.toMatchObject({ cause });
  });

  it('refuses to look with no detector', async () => {
    await expect(lookAtPicture(picture, {}, { randomId: countIds() })).rejects.toBeInstanceOf(OptionsError);
  });
});
