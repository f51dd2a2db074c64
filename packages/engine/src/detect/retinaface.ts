import { facingOf, type FaceModel, type ScoredBox } from './face-model.ts';
import { checkBox, checkScore, readOutput } from './read-output.ts';

const model = 'retinaface';

/** The network's grids: every how many pixels a cell lies, and the sides of the two square anchors on each. */
const grids = [
  { stride: 8, anchors: [32, 16] },
  { stride: 16, anchors: [128, 64] },
  { stride: 32, anchors: [512, 256] },
] as const;

/** Anchors are centred where the original puts them: in the middle of a 16-pixel square at the cell's corner. */
const anchorCentre = 8;

/** RetinaFace MobileNet-0.25 (`mnet.25_v2.onnx`): two anchors per cell of three grids. Trained on red, green, blue from 0 to 255. */
export const retinaface: FaceModel = {
  norm: { channels: [0, 1, 2], mean: [0, 0, 0], deviation: [1, 1, 1] },
  read(outputs, inputWidth, inputHeight, scoreThreshold) {
    const boxes: ScoredBox[] = [];
    for (const { stride, anchors } of grids) {
      const columns = inputWidth / stride;
      const rows = inputHeight / stride;
      const count = columns * rows;
      // Channels of the scores: background of both anchors, then face of both.
      const scores = readOutput(outputs, model, `face_rpn_cls_prob_reshape_stride${stride}`, [1, 4, rows, columns]);
      const offsets = readOutput(outputs, model, `face_rpn_bbox_pred_stride${stride}`, [1, 8, rows, columns]);
      // Of each anchor both eyes, nose, both corners of the mouth: x and y of each, in sides.
      const points = readOutput(outputs, model, `face_rpn_landmark_pred_stride${stride}`, [1, 20, rows, columns]);
      anchors.forEach((side, anchor) => {
        for (let cell = 0; cell < count; cell++) {
          const score = checkScore(scores[(2 + anchor) * count + cell]!, model);
          if (score < scoreThreshold) continue;
          const at = anchor * 4 * count + cell;
          const width = Math.exp(offsets[at + 2 * count]!) * side;
          const height = Math.exp(offsets[at + 3 * count]!) * side;
          const x = (cell % columns) * stride + anchorCentre + offsets[at]! * side - width / 2;
          const y = Math.floor(cell / columns) * stride + anchorCentre + offsets[at + count]! * side - height / 2;
          const acrossOf = (point: number): number => points[(anchor * 10 + point * 2) * count + cell]! * side;
          const facing = facingOf(acrossOf(0), acrossOf(1), acrossOf(2), width);
          boxes.push(checkBox({ x, y, width, height, score, facing }, model));
        }
      });
    }
    return boxes;
  },
};
