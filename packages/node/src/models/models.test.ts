import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceError, OptionsError } from '@passerby/engine';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addModel } from './add-model.ts';
import { chooseFaceModel } from './choose-face-model.ts';
import { checkModelBytes, findModel } from './find-model.ts';
import { modelManifests } from './manifests.ts';

/** Where the optional models are, as the environment said before the tests changed it. */
const optionalModelsDir = process.env['PASSERBY_MODELS_DIR'];
let folder = '';
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passerby-models-'));
  vi.stubEnv('PASSERBY_MODELS_DIR', '');
  vi.stubEnv('XDG_DATA_HOME', join(folder, 'data'));
  vi.stubEnv('LOCALAPPDATA', join(folder, 'data'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function serve(body: Uint8Array, status = 200): Promise<string> {
  server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.onnx`;
}

describe('findModel', () => {
  it('finds the built-in models in their npm packages, with the pinned hash', async () => {
    expect((await findModel('retinaface'))?.bytes.byteLength).toBe(modelManifests.retinaface.bytes);
    expect((await findModel('text'))?.bytes.byteLength).toBe(modelManifests.text.bytes);
  });

  it('refuses a file of another hash instead of looking further', async () => {
    await writeFile(join(folder, modelManifests.retinaface.file), 'not a model');
    await expect(findModel('retinaface', { modelsDir: folder })).rejects.toThrow(InferenceError);
  });

  it('is quiet about a model that is nowhere', async () => {
    expect(await findModel('yunet')).toBeUndefined();
  });
});

describe('chooseFaceModel', () => {
  it('falls back to RetinaFace with a note where YuNet is not installed', async () => {
    const chosen = await chooseFaceModel('auto');
    expect(chosen.model.manifest.name).toBe('retinaface');
    expect(chosen.note).toContain('passerby models add yunet');
  });

  it('says how to install YuNet where it was asked for and is not there', async () => {
    await expect(chooseFaceModel('yunet')).rejects.toThrow(OptionsError);
  });
});

describe('addModel', () => {
  it('keeps nothing when size or hash differ', async () => {
    const url = await serve(new Uint8Array(modelManifests.yunet.bytes));
    await expect(addModel('yunet', { url, modelsDir: folder })).rejects.toThrow('SHA-256');
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops a download that is longer than the model', async () => {
    const url = await serve(new Uint8Array(10 * modelManifests.yunet.bytes));
    await expect(addModel('yunet', { url, modelsDir: folder })).rejects.toThrow(InferenceError);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says the status of a failed download', async () => {
    const url = await serve(new Uint8Array(), 404);
    await expect(addModel('yunet', { url, modelsDir: folder })).rejects.toThrow('status 404');
  });

  it('refuses names that are not downloaded', async () => {
    await expect(addModel('retinaface', { modelsDir: folder })).rejects.toThrow(OptionsError);
    await expect(addModel('nonsense', { modelsDir: folder })).rejects.toThrow('received nonsense');
  });

  if (optionalModelsDir !== undefined)
    it('writes the right bytes where they are found again', async () => {
      const model = await findModel('yunet', { modelsDir: optionalModelsDir });
      const url = await serve(model?.bytes ?? new Uint8Array());
      const path = await addModel('yunet', { url });
      expect(path).toContain(folder);
      expect((await findModel('yunet'))?.path).toBe(path);
    });
});

describe('checkModelBytes', () => {
  it('says what was expected and what came', () => {
    expect(() => checkModelBytes(modelManifests.text, new Uint8Array(3), 'here')).toThrow('at here, received 3 bytes');
  });
});
