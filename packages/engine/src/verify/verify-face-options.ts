import type { FaceDetectorOptions, FaceModelName } from '../detect/face-detector.ts';

/** Settings for the last word on an output: several sizes, the smallest for faces that fill a thumbnail, and scores that people would call a face. */
export const thoroughFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: {
    runs: [
      { longestSide: 240, scoreThreshold: 0.6 },
      { longestSide: 480, scoreThreshold: 0.5 },
      { longestSide: 1120, scoreThreshold: 0.45 },
      { longestSide: 1920, scoreThreshold: 0.45, mostEnlarged: 1 },
      { longestSide: 3200, scoreThreshold: 0.5, mostEnlarged: 1 },
    ],
  },
  retinaface: {
    runs: [
      { longestSide: 240, scoreThreshold: 0.6 },
      { longestSide: 480, scoreThreshold: 0.5 },
      { longestSide: 960, scoreThreshold: 0.4 },
      { longestSide: 1440, scoreThreshold: 0.4 },
      { longestSide: 3200, scoreThreshold: 0.5, mostEnlarged: 1 },
    ],
  },
};

/** Settings for every frame of a video, at a reduced size. */
export const quickFaceOptions: Readonly<Record<FaceModelName, FaceDetectorOptions>> = {
  yunet: { runs: [{ longestSide: 800, scoreThreshold: 0.45 }] },
  retinaface: { runs: [{ longestSide: 800, scoreThreshold: 0.4 }] },
};
