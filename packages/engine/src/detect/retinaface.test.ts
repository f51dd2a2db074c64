import { describe, expect, it } from 'vitest';
import { InferenceError } from '../errors.ts';
import type { Tensor } from './inference-session.ts';
import { retinaface } from './retinaface.ts';

/** What the network gives for 64 x 32 pixels of nothing. */
function emptyOutputs(): Record<string, Tensor & { data: Float32Array }> {
  const outputs: Record<string, Tensor & { data: Float32Array }> = {};
  for (const stride of [8, 16, 32]) {
    const sizes = [32 / stride, 64 / stride];
    const count = sizes[0]! * sizes[1]!;
    const scores = new Float32Array(4 * count);
    scores.fill(1, 0, 2 * count);
    outputs[`face_rpn_cls_prob_reshape_stride${stride}`] = { data: scores, dims: [1, 4, ...sizes] };
    outputs[`face_rpn_bbox_pred_stride${stride}`] = { data: new Float32Array(8 * count), dims: [1, 8, ...sizes] };
    outputs[`face_rpn_landmark_pred_stride${stride}`] = { data: new Float32Array(20 * count), dims: [1, 20, ...sizes] };
  }
  return outputs;
}

describe('retinaface', () => {
  it('finds nothing where all is background', () => {
    expect(retinaface.read(emptyOutputs(), 64, 32, 0.1)).toEqual([]);
  });

  it('reads boxes from both anchors of a cell', () => {
    const outputs = emptyOutputs();
    const scores = outputs.face_rpn_cls_prob_reshape_stride8!.data;
    const offsets = outputs.face_rpn_bbox_pred_stride8!.data;
    // Column 3, row 2 of 8 x 4 cells.
    const cell = 2 * 8 + 3;
    scores[2 * 32 + cell] = 0.75;
    scores[3 * 32 + cell] = 0.5;
    offsets[4 * 32 + cell] = 0.5;
    offsets[6 * 32 + cell] = Math.log(2);
    const boxes = retinaface.read(outputs, 64, 32, 0.5);
    expect(boxes).toHaveLength(2);
    expect(boxes[0]).toEqual({ x: 24 + 8 - 16, y: 16 + 8 - 16, width: 32, height: 32, score: 0.75, facing: 0 });
    expect(boxes[1]?.x).toBeCloseTo(24 + 8 + 8 - 16, 4);
    expect(boxes[1]?.y).toBeCloseTo(16 + 8 - 8, 4);
    expect(boxes[1]?.width).toBeCloseTo(32, 4);
    expect(boxes[1]?.height).toBeCloseTo(16, 4);
  });

  it('tells from eyes and nose which way a face is turned', () => {
    const outputs = emptyOutputs();
    outputs.face_rpn_cls_prob_reshape_stride8!.data[3 * 32] = 0.9;
    const points = outputs.face_rpn_landmark_pred_stride8!.data;
    // The second anchor's eyes and nose, in the first cell.
    [0.1, 0.2, 0.025].forEach((across, point) => (points[(10 + point * 2) * 32] = across));
    expect(retinaface.read(outputs, 64, 32, 0.5)[0]?.facing).toBeCloseTo(-0.5);
  });

  it('has its largest anchors on the coarsest grid', () => {
    const outputs = emptyOutputs();
    outputs.face_rpn_cls_prob_reshape_stride32!.data[4] = 0.9;
    expect(retinaface.read(outputs, 64, 32, 0.5)[0]).toMatchObject({ width: 512, height: 512 });
  });

  it.each(['face_rpn_cls_prob_reshape_stride8', 'face_rpn_bbox_pred_stride32'])('refuses NaN in %s', (name) => {
    const outputs = emptyOutputs();
    outputs[name]!.data[0] = Number.NaN;
    expect(() => retinaface.read(outputs, 64, 32, 0.5)).toThrow(/finite numbers.*"retinaface"/);
  });

  it('refuses outputs that are missing or made for another input size', () => {
    const { face_rpn_bbox_pred_stride16: _, ...outputs } = emptyOutputs();
    expect(() => retinaface.read(outputs, 64, 32, 0.5)).toThrow(InferenceError);
    expect(() => retinaface.read(emptyOutputs(), 32, 64, 0.5)).toThrow(/1 x 4 x 8 x 4 floats/);
  });
});
