import { coveredRatio, growBox, lookAtPicture, viewPixels, type Box, type FramePixels } from '@passerby/engine';
import { drawPhoto, type DrawnPhoto } from '@passerby/street';
import { afterAll, describe, expect, it } from 'vitest';
// The built modules: models run in worker threads, which need files that Node runs as they are.
import { openHidingDetectors } from '../dist/inference/open-detectors.js';
import { SessionStore } from '../dist/inference/session-store.js';
import { randomId } from '../dist/random-id.js';

const store = new SessionStore();
const models = process.env['PASSERBY_MODELS_DIR'] ? (['retinaface', 'yunet'] as const) : (['retinaface'] as const);

afterAll(async () => {
  await store[Symbol.asyncDispose]();
});

function toPixels({ pixels, width, height }: DrawnPhoto): FramePixels {
  return {
    width,
    height,
    format: { layout: 'rgb', bitDepth: 8, range: 'full', matrix: 'bt709' },
    planes: [{ data: pixels, stride: width * 3, width, height }],
  };
}

/** Frontal faces of 14 px and more that are seen whole. */
function frontalFaces({ truth }: DrawnPhoto): Box[] {
  return truth.people.flatMap(({ face, pose, faceVisible }) =>
    face !== 'behind' && pose === 'frontal' && face.height >= 14 && faceVisible >= 0.95 ? [face] : [],
  );
}

describe.each(models)('the face model %s', (faceModel) => {
  it('finds every frontal face of 14 px and more that the street draws', async () => {
    const detectors = await openHidingDetectors({ media: 'photo', faceModel, text: 'none', threads: 1 }, store);
    let counted = 0;
    const missed: string[] = [];
    for (let seed = 200; seed < 204; seed++) {
      const photo = await drawPhoto({ seed, frontal: true, people: 16, vehicles: 0, signs: 0 });
      const tracks = await lookAtPicture(viewPixels(toPixels(photo)), detectors, { randomId });
      const found = tracks.flatMap(({ keyframes }) => keyframes.map(({ box }) => growBox(box, 0.35, 0.35, 0.35)));
      for (const face of frontalFaces(photo)) {
        counted += 1;
        if (!found.some((box) => coveredRatio(face, box) >= 0.9)) missed.push(`seed ${seed}: ${JSON.stringify(face)}`);
      }
    }
    expect(counted).toBeGreaterThan(20);
    expect(missed).toEqual([]);
  });
});
