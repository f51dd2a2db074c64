import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceError } from '@passerby/engine';
import { modelManifests, type ModelManifest, type ModelName } from './manifests.ts';

/** Where to look for models. */
export interface ModelPlaces {
  /** Looked in first: the `--models-dir` of the command line. */
  readonly modelsDir?: string | undefined;
}

/** A model's checked bytes and where they came from. */
export interface FoundModel {
  readonly manifest: ModelManifest;
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The user's own folder for models, filled by `passerby models add`. */
export function userModelsDir(): string {
  const home = homedir();
  if (platform() === 'win32')
    return join(process.env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'passerby', 'models');
  if (platform() === 'darwin') return join(home, 'Library', 'Application Support', 'passerby', 'models');
  return join(process.env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'passerby', 'models');
}

/** Every path at which a model may lie, in the order in which they are tried. */
export function modelCandidates(manifest: ModelManifest, places: ModelPlaces = {}): readonly string[] {
  const folders = [
    places.modelsDir,
    process.env['PASSERBY_MODELS_DIR'],
    userModelsDir(),
    fileURLToPath(new URL('../../models/', import.meta.url)),
  ].filter((folder) => folder !== undefined && folder !== '');
  const own = folders.map((folder) => join(folder as string, manifest.file));
  if (!manifest.npm) return own;
  const { name, path } = manifest.npm;
  const roots = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return [...own, ...roots.map((root) => join(root, name, path))];
}

/**
 * Reads a model and checks its size and hash; `undefined` where no candidate exists.
 * @throws InferenceError where a candidate exists but is not the pinned file: it is neither used nor skipped.
 */
export async function findModel(name: ModelName, places: ModelPlaces = {}): Promise<FoundModel | undefined> {
  const manifest = modelManifests[name];
  for (const path of modelCandidates(manifest, places)) {
    const bytes = await readIfThere(path);
    if (!bytes) continue;
    checkModelBytes(manifest, bytes, path);
    return { manifest, path, bytes };
  }
  return undefined;
}

/** @throws InferenceError where the bytes are not the pinned ones. */
export function checkModelBytes(manifest: ModelManifest, bytes: Uint8Array, where: string): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (bytes.byteLength === manifest.bytes && sha256 === manifest.sha256) return;
  throw new InferenceError(
    `Expected the model ${manifest.name} with ${manifest.bytes} bytes and SHA-256 ${manifest.sha256} at ${where}, received ${bytes.byteLength} bytes with ${sha256}.`,
  );
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new InferenceError(`Expected a readable model file at ${path}, received ${code ?? String(error)}.`, {
      cause: error,
    });
  }
}
