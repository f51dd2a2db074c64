import {
  checkFaceOptions,
  checkTextOptions,
  createFaceDetector,
  createTextDetector,
  photoFaceOptions,
  photoTextOptions,
  videoFaceOptions,
  videoTextOptions,
  type Detector,
  type FaceDetectorOptions,
  type FaceModelName,
  type TextChoice,
  type TextDetectorOptions,
} from '@passerby/engine';
import { StudioFailure } from '../job/job-failure.ts';
import { modelHashes } from '../model-hashes.ts';
import type { ModelName } from './load-model.ts';
import type { ModelStore } from './model-store.ts';

/** What the detectors are to look at, and for what. */
export interface DetectorsWanted {
  readonly isPhoto: boolean;
  readonly text: TextChoice;
  readonly signal: AbortSignal;
}

/** Detectors and what is to be said of them. */
export interface OpenedDetectors {
  readonly faces: Detector;
  readonly text: Detector | undefined;
  readonly models: { readonly name: string; readonly sha256: string }[];
  /** For people, one English sentence each. */
  readonly notes: readonly string[];
}

/** The detectors that decide what is hidden. @throws StudioFailure with code `model-missing`, InferenceError */
export async function openHidingDetectors(wanted: DetectorsWanted, models: ModelStore): Promise<OpenedDetectors> {
  const name = hidingModel(models);
  const options = {
    faces: wanted.isPhoto ? photoFaceOptions : videoFaceOptions,
    text: wanted.isPhoto ? photoTextOptions : videoTextOptions,
  };
  const notes = name === 'yunet' ? [] : [retinaFaceNote];
  return openDetectors(name, options, wanted, models, notes);
}

/** The detectors that check a finished file: another face model than the one that hid where there is one, else the same at other sizes. */
export async function openCheckingDetectors(wanted: DetectorsWanted, models: ModelStore): Promise<OpenedDetectors> {
  const hiding = hidingModel(models);
  const other: FaceModelName = hiding === 'yunet' ? 'retinaface' : 'yunet';
  const name = models.has(other) ? other : hiding;
  const note = models.has(other)
    ? `Checked for faces with ${name}, which had no part in the hiding.`
    : `Checked for faces with ${name} at other sizes, as there is no second face model here.`;
  return openDetectors(name, { faces: checkFaceOptions, text: checkTextOptions }, wanted, models, [note]);
}

const retinaFaceNote =
  'Faces are looked for with RetinaFace (its weights descend from InsightFace, which offers its models for non-commercial research only).';

function hidingModel(models: ModelStore): FaceModelName {
  if (models.has('yunet')) return 'yunet';
  if (models.has('retinaface')) return 'retinaface';
  throw new StudioFailure('model-missing', 'Expected a face model in this site, but it has none.');
}

async function openDetectors(
  name: FaceModelName,
  options: { readonly faces: Readonly<Record<FaceModelName, FaceDetectorOptions>>; readonly text: TextDetectorOptions },
  { text, signal }: DetectorsWanted,
  models: ModelStore,
  notes: readonly string[],
): Promise<OpenedDetectors> {
  if (text !== 'none' && !models.has('text')) {
    throw new StudioFailure('model-missing', 'Expected a text model in this site, but it has none.');
  }
  const faces = createFaceDetector(await models.get(name, signal), options.faces[name]);
  const used: readonly ModelName[] = text === 'none' ? [name] : [name, 'text'];
  return {
    faces,
    text: text === 'none' ? undefined : createTextDetector(await models.get('text', signal), { ...options.text, text }),
    models: used.map((model) => ({ name: model, sha256: modelHashes[model] })),
    notes,
  };
}
