import { describe, expect, it } from 'vitest';
import { InferenceError } from '../errors.ts';
import { freeInputSizes } from './free-input-sizes.ts';

/** A length-delimited protobuf field. */
function bytesField(number: number, body: readonly number[]): number[] {
  return [number * 8 + 2, body.length, ...body];
}

function sizes(...dims: number[][]): number[] {
  const shape = bytesField(
    2,
    dims.flatMap((dim) => bytesField(1, dim)),
  );
  return bytesField(2, bytesField(1, [8, 1, ...shape]));
}

const one = [8, 1];
const three = [8, 3];
const eighty = [8, 80];
const sixHundredForty = [8, 0x80, 5];

function model(...tensors: number[][]): Uint8Array {
  const name = bytesField(1, [0x78]);
  const weights = bytesField(5, [0x0a, 0x08, 0x80, 0x05, 0x08, 0x50]);
  const [input, output] = tensors;
  const graph = [...weights, ...bytesField(11, [...name, ...input!]), ...bytesField(12, [...name, ...output!])];
  return Uint8Array.from([8, 8, ...bytesField(7, graph), 21, 1, 2, 3, 4, 25, 1, 2, 3, 4, 5, 6, 7, 8]);
}

describe('freeInputSizes', () => {
  it('makes names of picture sizes in inputs and outputs, and leaves all else as it is', () => {
    const fixed = model(sizes(one, three, sixHundredForty, sixHundredForty), sizes(one, three, eighty, eighty));
    const free = model(sizes(one, three, [0x12, 1, 0x68], [0x12, 1, 0x68]), sizes(one, three, [0x12, 0], [0x12, 0]));
    expect(freeInputSizes(fixed)).toEqual(free);
  });

  it('leaves names and its argument alone', () => {
    const named = model(sizes(one, three, [0x12, 1, 0x71], [0x12, 0]), sizes(one, three, eighty, eighty));
    const copy = named.slice();
    freeInputSizes(named);
    expect(named).toEqual(copy);
    expect(freeInputSizes(freeInputSizes(named))).toEqual(freeInputSizes(named));
  });

  it.each([
    ['no bytes', []],
    ['text', Array.from('<html>not found</html>', (letter) => letter.charCodeAt(0))],
    ['a file cut short', model(sizes(one), sizes(one)).slice(0, 20)],
  ])('refuses %s', (_, bytes) => {
    expect(() => freeInputSizes(Uint8Array.from(bytes))).toThrow(InferenceError);
  });
});
