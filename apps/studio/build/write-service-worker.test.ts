import { describe, expect, it } from 'vitest';
import { checkBudget } from './write-service-worker.ts';

describe('checkBudget', () => {
  it('lets a first visit pass that costs less than the budget, and does not count the text model', () => {
    const files = [
      { path: 'assets/ort.wasm', compressedBytes: 8_000_000 },
      { path: 'models/text.onnx', compressedBytes: 4_500_000 },
    ];
    expect(() => checkBudget(files)).not.toThrow();
  });

  it('stops the build where it costs more, and names what is large', () => {
    const files = [
      { path: 'assets/ort.wasm', compressedBytes: 3_000_000 },
      { path: 'assets/ort.jsep.wasm', compressedBytes: 7_000_000 },
    ];
    expect(() => checkBudget(files)).toThrow(
      'received 10000000: assets/ort.jsep.wasm 7000000, assets/ort.wasm 3000000.',
    );
  });
});
