import { openStudioJob } from '@passerby/web';
import type { OpenJob } from './queue/work-item.ts';

/** Which models the build found: their files lie beside the page. The build puts the list in. */
declare const __PASSERBY_MODELS__: readonly ('yunet' | 'retinaface' | 'text')[];

/** Opens a file with the site's own models. */
export const openJob: OpenJob = (file, { signal }) => {
  const models = Object.fromEntries(
    __PASSERBY_MODELS__.map((name) => [name, new URL(`models/${name}.onnx`, document.baseURI).href]),
  );
  return openStudioJob(file, { models, signal });
};
