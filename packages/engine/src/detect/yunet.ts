import { facingOf, type FaceModel, type ScoredBox } from './face-model.ts';
import { checkBox, checkScore, readOutput } from './read-output.ts';

const model = 'yunet';

/**
 * YuNet-n: one box per cell of three grids (every 8, 16 and 32 pixels), without anchors.
 * Score = sqrt(class * objectness), centre = (cell + offset) * stride, size = exp(offset) * stride.
 * Trained on blue, green, red from 0 to 255.
 */
export const yunet: FaceModel = {
  norm: { channels: [2, 1, 0], mean: [0, 0, 0], deviation: [1, 1, 1] },
  read(outputs, inputWidth, inputHeight, scoreThreshold) {
    const boxes: ScoredBox[] = [];
    for (const stride of [8, 16, 32]) {
      const columns = inputWidth / stride;
      const count = columns * (inputHeight / stride);
      const classes = readOutput(outputs, model, `cls_${stride}`, [1, count, 1]);
      const objects = readOutput(outputs, model, `obj_${stride}`, [1, count, 1]);
      const offsets = readOutput(outputs, model, `bbox_${stride}`, [1, count, 4]);
      // Both eyes, nose, both corners of the mouth: x and y of each, in cells.
      const points = readOutput(outputs, model, `kps_${stride}`, [1, count, 10]);
      for (let cell = 0; cell < count; cell++) {
        const score = Math.sqrt(checkScore(classes[cell]!, model) * checkScore(objects[cell]!, model));
        if (score < scoreThreshold) continue;
        const width = Math.exp(offsets[cell * 4 + 2]!) * stride;
        const height = Math.exp(offsets[cell * 4 + 3]!) * stride;
        const x = ((cell % columns) + offsets[cell * 4]!) * stride - width / 2;
        const y = (Math.floor(cell / columns) + offsets[cell * 4 + 1]!) * stride - height / 2;
        const acrossOf = (point: number): number => points[cell * 10 + point * 2]! * stride;
        const facing = facingOf(acrossOf(0), acrossOf(1), acrossOf(2), width);
        boxes.push(checkBox({ x, y, width, height, score, facing }, model));
      }
    }
    return boxes;
  },
};
