import { describe, expect, it } from 'vitest';
import { listModels } from '../models/add-model.ts';
import { openHidingDetectors } from './open-detectors.ts';
import { SessionStore } from './session-store.ts';

/** Sessions that are opened and never run. */
function idleSessions(): SessionStore {
  return new SessionStore(({ manifest }) =>
    Promise.resolve({
      model: manifest.name,
      run: () => Promise.reject(new Error('not asked for')),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
  );
}

const wanted = { media: 'video', faceModel: 'auto', text: 'none', threads: 1 } as const;

describe('openHidingDetectors', () => {
  it('looks with every face model that is installed when strict, and says so where there is only one', async () => {
    const faceModels = (await listModels()).filter(
      ({ manifest, path }) => manifest.name !== 'text' && path !== undefined,
    );
    const { faces, models, notes } = await openHidingDetectors({ ...wanted, strict: true }, idleSessions());
    expect(models).toHaveLength(faceModels.length);
    expect(faces.model.split('+')).toHaveLength(faceModels.length);
    expect(notes.some((note) => note.includes('no second one is installed'))).toBe(faceModels.length === 1);
  });

  it('looks with one face model as a rule', async () => {
    const { faces, models } = await openHidingDetectors(wanted, idleSessions());
    expect(models).toHaveLength(1);
    expect(faces.model).not.toContain('+');
  });
});
