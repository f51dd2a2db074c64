import { readFile } from 'node:fs/promises';
import { listModels } from '@passerby/node';
import type { Plugin } from 'vite';

/** Models that the site may hold, by the name that its workers ask for. */
const siteModels = ['yunet', 'retinaface', 'text'] as const;
type SiteModel = (typeof siteModels)[number];

/** Models that were found, as a plugin that puts them beside the page. */
export interface CollectedModels {
  readonly names: readonly SiteModel[];
  readonly plugin: Plugin;
}

/**
 * Finds the models as the command line does, hashes checked; YuNet only where the machine has it. `PASSERBY_SITE_MODELS` names those that
 * the site may hold, as `yunet,text`: a site that is published does without RetinaFace, whose licence is doubtful (NOTICE).
 * @throws TypeError where no face model or no text model is installed: such a site could hide nothing.
 */
export async function collectModels(): Promise<CollectedModels> {
  const wanted = process.env['PASSERBY_SITE_MODELS']?.split(',');
  const listed = await listModels();
  const paths = new Map<SiteModel, string>();
  for (const { manifest, path } of listed) {
    const name = siteModels.find((candidate) => candidate === manifest.name);
    if (name && path !== undefined && (wanted?.includes(name) ?? true)) paths.set(name, path);
  }
  if (!paths.has('text') || !(paths.has('yunet') || paths.has('retinaface'))) {
    throw new TypeError('Expected a face model and the text model to be installed for the site.');
  }
  return {
    names: [...paths.keys()],
    plugin: {
      name: 'passerby-models',
      async generateBundle() {
        for (const [name, path] of paths) {
          this.emitFile({ type: 'asset', fileName: `models/${name}.onnx`, source: await readFile(path) });
        }
      },
    },
  };
}
