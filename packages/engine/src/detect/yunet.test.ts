import { describe, expect, it } from 'vitest';
import { InferenceError } from '../errors.ts';
import type { Tensor } from './inference-session.ts';
import { yunet } from './yunet.ts';

/** What the network gives for 64 x 32 pixels of nothing. */
function emptyOutputs(): Record<string, Tensor & { data: Float32Array }> {
  const outputs: Record<string, Tensor & { data: Float32Array }> = {};
  for (const stride of [8, 16, 32]) {
    const count = (64 / stride) * (32 / stride);
    outputs[`cls_${stride}`] = { data: new Float32Array(count), dims: [1, count, 1] };
    outputs[`obj_${stride}`] = { data: new Float32Array(count), dims: [1, count, 1] };
    outputs[`bbox_${stride}`] = { data: new Float32Array(count * 4), dims: [1, count, 4] };
    outputs[`kps_${stride}`] = { data: new Float32Array(count * 10), dims: [1, count, 10] };
  }
  return outputs;
}

describe('yunet', () => {
  it('finds nothing where all scores are 0', () => {
    expect(yunet.read(emptyOutputs(), 64, 32, 0.1)).toEqual([]);
  });

  it('reads a box from its cell, offset and logarithmic size', () => {
    const outputs = emptyOutputs();
    // Column 2, row 1 of the 4 x 2 cells of 16 pixels.
    outputs.cls_16!.data[6] = 0.81;
    outputs.obj_16!.data[6] = 0.64;
    outputs.bbox_16!.data.set([0.5, 0.25, Math.log(2), Math.log(3)], 24);
    const [box, ...others] = yunet.read(outputs, 64, 32, 0.5);
    expect(others).toEqual([]);
    expect(box?.score).toBeCloseTo(0.72);
    expect(box?.x).toBeCloseTo(2.5 * 16 - 16, 4);
    expect(box?.y).toBeCloseTo(1.25 * 16 - 24, 4);
    expect(box?.width).toBeCloseTo(32, 4);
    expect(box?.height).toBeCloseTo(48, 4);
  });

  it('tells from eyes and nose which way a face is turned', () => {
    const outputs = emptyOutputs();
    outputs.cls_16!.data.fill(1, 0, 3);
    outputs.obj_16!.data.fill(1, 0, 3);
    // Faces one cell wide; of three cells the first looks ahead, the second to the right, the third half to the left.
    outputs.kps_16!.data.set([-0.2, 0, 0.2, 0, 0], 0);
    outputs.kps_16!.data.set([0.1, 0, 0.2, 0, 0.5], 10);
    outputs.kps_16!.data.set([-0.1, 0, 0.2, 0, -0.075], 20);
    const facings = yunet.read(outputs, 64, 32, 0.5).map(({ facing }) => facing);
    expect(facings[0]).toBeCloseTo(0);
    expect(facings[1]).toBe(1);
    expect(facings[2]).toBeCloseTo(-0.5);
  });

  it('keeps boxes of all strides, also those that overlap, and none below the threshold', () => {
    const outputs = emptyOutputs();
    for (const [stride, score] of [
      [8, 0.9],
      [16, 0.6],
      [32, 0.4],
    ] as const) {
      outputs[`cls_${stride}`]!.data[0] = score;
      outputs[`obj_${stride}`]!.data[0] = score;
    }
    expect(yunet.read(outputs, 64, 32, 0.5).map(({ width }) => width)).toEqual([8, 16]);
  });

  it('gives boxes that reach beyond the picture as they are', () => {
    const outputs = emptyOutputs();
    outputs.cls_32!.data[0] = 1;
    outputs.obj_32!.data[0] = 1;
    outputs.bbox_32!.data.set([-0.5, 0, Math.log(2), Math.log(2)], 0);
    expect(yunet.read(outputs, 64, 32, 0.5)[0]?.x).toBeCloseTo(-48, 4);
  });

  it.each(['cls_8', 'obj_16', 'bbox_32', 'kps_8'])('refuses NaN in %s', (name) => {
    const outputs = emptyOutputs();
    outputs[name]!.data[1] = Number.NaN;
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow(/"cls_8|"obj_16|"bbox_32|"kps_8/);
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow(InferenceError);
  });

  it('refuses infinity', () => {
    const outputs = emptyOutputs();
    outputs.bbox_8!.data[3] = Number.POSITIVE_INFINITY;
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow(/finite numbers.*"bbox_8".*"yunet"/);
  });

  it('refuses a size whose exponential is no number any more', () => {
    const outputs = emptyOutputs();
    outputs.cls_8!.data[0] = 1;
    outputs.obj_8!.data[0] = 1;
    outputs.bbox_8!.data[2] = 1000;
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow(InferenceError);
  });

  it('refuses an output that is missing', () => {
    const { obj_16: _, ...outputs } = emptyOutputs();
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow('Expected model "yunet" to give output "obj_16"');
  });

  it('refuses outputs made for another input size', () => {
    expect(() => yunet.read(emptyOutputs(), 64, 64, 0.5)).toThrow(/1 x 64 x 1 floats.*"cls_8".*received.*1 x 32 x 1/);
  });

  it('refuses outputs shorter than their sizes say, and bytes', () => {
    const short = emptyOutputs();
    short.cls_8 = { data: new Float32Array(3), dims: [1, 32, 1] };
    expect(() => yunet.read(short, 64, 32, 0.5)).toThrow(InferenceError);
    const bytes = { ...emptyOutputs(), cls_8: { data: new Uint8Array(32), dims: [1, 32, 1] } };
    expect(() => yunet.read(bytes, 64, 32, 0.5)).toThrow(InferenceError);
  });

  it.each([-0.5, 1.5])('refuses %d as a score', (score) => {
    const outputs = emptyOutputs();
    outputs.cls_8!.data[0] = score;
    expect(() => yunet.read(outputs, 64, 32, 0.5)).toThrow(/scores of 0 to 1 from model "yunet"/);
  });
});
