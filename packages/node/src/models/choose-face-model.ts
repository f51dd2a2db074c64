import { OptionsError } from '@passerby/engine';
import { findModel, type FoundModel, type ModelPlaces } from './find-model.ts';

/** Which face model to hide with: `auto` takes YuNet where it is found, else RetinaFace. */
export type FaceModelChoice = 'auto' | 'yunet' | 'retinaface';

/** The chosen face model. */
export interface ChosenFaceModel {
  readonly model: FoundModel;
  /** Said to the user: which model hides, and how to get the better one. Absent where the better one hides. */
  readonly note?: string;
}

/** Said wherever a user chooses RetinaFace or falls back to it. */
export const retinaFaceNote: string =
  'Faces are looked for with RetinaFace (its weights descend from InsightFace, which offers its models for non-commercial research only); `passerby models add yunet` fetches the freely licensed YuNet, which finds more.';

/**
 * Finds the face model to hide with.
 * @throws OptionsError where the chosen model, or any with `auto`, is not installed.
 */
export async function chooseFaceModel(choice: FaceModelChoice, places: ModelPlaces = {}): Promise<ChosenFaceModel> {
  if (choice !== 'retinaface') {
    const model = await findModel('yunet', places);
    if (model) return { model };
    if (choice === 'yunet') {
      throw new OptionsError(
        'Expected the face model yunet to be installed, received no such file: run `passerby models add yunet`.',
      );
    }
  }
  const model = await findModel('retinaface', places);
  if (model) return { model, note: retinaFaceNote };
  throw new OptionsError(
    choice === 'auto'
      ? 'Expected a face model to be installed, received none: run `passerby models add yunet`, or `npm install retinaface`.'
      : 'Expected the face model retinaface to be installed, received no such file: run `npm install retinaface`.',
  );
}
