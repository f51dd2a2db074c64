import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceError, OptionsError } from '@passerby/engine';
import { checkModelBytes, findModel, userModelsDir, type ModelPlaces } from './find-model.ts';
import { modelManifests, type ModelManifest, type ModelName } from './manifests.ts';

/** Options of {@link addModel}. */
export interface AddModelOptions {
  /** Folder to write to. Default: the user's data folder. */
  readonly modelsDir?: string | undefined;
  /** Fetch from here instead of the pinned source: a mirror inside a closed network. The pinned size and hash still decide. */
  readonly url?: string | undefined;
  /** Give up after so long, in milliseconds. Default 60000. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One line of `passerby models list`. */
export interface ListedModel {
  readonly manifest: ModelManifest;
  /** Where it was found; `undefined` where it is not installed. */
  readonly path: string | undefined;
}

/** Every model with where it lies. */
export async function listModels(places: ModelPlaces = {}): Promise<readonly ListedModel[]> {
  const names = Object.keys(modelManifests) as ModelName[];
  return Promise.all(
    names.map(async (name) => ({ manifest: modelManifests[name], path: (await findModel(name, places))?.path })),
  );
}

/**
 * Downloads a model, checks its size and hash and keeps it; nothing is kept on a mismatch. Gives the path.
 * @throws OptionsError for a model that is not downloaded but comes with a package; InferenceError where the download fails or is not the pinned file.
 */
export async function addModel(name: string, options: AddModelOptions = {}): Promise<string> {
  const manifest = modelManifests[name as ModelName] as ModelManifest | undefined;
  const url = options.url ?? manifest?.url;
  if (!manifest || !url) {
    throw new OptionsError(
      `Expected yunet as the model to add, received ${name}: other models come with npm packages.`,
    );
  }
  const bytes = await download(url, manifest, options);
  checkModelBytes(manifest, bytes, url);
  const folder = options.modelsDir ?? userModelsDir();
  await mkdir(folder, { recursive: true });
  const path = join(folder, manifest.file);
  await writeWhole(path, bytes);
  return path;
}

async function download(url: string, manifest: ModelManifest, options: AddModelOptions): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 60_000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body)
      throw new InferenceError(`Expected the model ${manifest.name} from ${url}, received status ${response.status}.`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > manifest.bytes) break;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof InferenceError) throw error;
    throw new InferenceError(`Expected the model ${manifest.name} from ${url}, received a failed download.`, {
      cause: error,
    });
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
