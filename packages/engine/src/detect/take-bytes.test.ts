import { describe, expect, it } from 'vitest';
import { InferenceError } from '../errors.ts';
import { bytesField, joinBytes, readFields, readMessages } from './read-protobuf.ts';
import { takeBytes } from './take-bytes.ts';

const text = (letters: string): Uint8Array => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
const read = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** An input or output of floats (1) or another type of elements. */
function value(name: string, elements = 1): Uint8Array {
  const type = bytesField(1, Uint8Array.of(8, elements));
  return joinBytes([bytesField(1, text(name)), bytesField(2, type)]);
}

/** A model with one weight, listed among the inputs as old models do, and one node. */
function model(picture: Uint8Array): Uint8Array {
  const conv = joinBytes([bytesField(1, text('picture')), bytesField(2, text('boxes')), bytesField(4, text('Conv'))]);
  const graph = joinBytes([
    bytesField(1, conv),
    bytesField(5, bytesField(8, text('weight'))),
    bytesField(11, value('weight')),
    bytesField(11, picture),
    bytesField(12, value('boxes')),
  ]);
  return joinBytes([Uint8Array.of(8, 8), bytesField(7, graph), Uint8Array.of(21, 1, 2, 3, 4)]);
}

describe('takeBytes', () => {
  const changed = takeBytes(model(value('picture')));
  const [graph] = [...readMessages(changed, [7])];

  it('puts a cast to floats, under the old name of the picture, before everything else', () => {
    const [cast, conv] = [...readMessages(graph!, [1])];
    expect([...readMessages(cast!, [1]), ...readMessages(cast!, [2]), ...readMessages(cast!, [4])].map(read)).toEqual([
      'bytes',
      'picture',
      'Cast',
    ]);
    expect(read([...readMessages(conv!, [4])][0]!)).toBe('Conv');
  });

  it('takes bytes where the picture was, and leaves weights and outputs as they were', () => {
    const inputs = [...readMessages(graph!, [11])];
    expect(inputs.map((input) => read([...readMessages(input, [1])][0]!))).toEqual(['weight', 'bytes']);
    expect(inputs.map((input) => [...readMessages(input, [2, 1])][0]!.at(-1))).toEqual([1, 2]);
    expect([...readMessages(graph!, [12])]).toEqual([value('boxes')]);
  });

  it('leaves all else in the file alone, its argument too', () => {
    const before = model(value('picture'));
    const copy = before.slice();
    takeBytes(before);
    expect(before).toEqual(copy);
    const others = (bytes: Uint8Array): Uint8Array[] =>
      [...readFields(bytes)].filter(({ number }) => number !== 7).map((field) => field.bytes);
    expect(others(changed)).toEqual(others(before));
  });

  it.each([
    ['a model that takes no floats', model(value('picture', 7))],
    ['a model whose inputs are weights only', model(value('weight'))],
    ['text', text('<html>not found</html>')],
    ['no bytes', text('')],
  ])('refuses %s', (_, bytes) => {
    expect(() => takeBytes(bytes)).toThrow(InferenceError);
  });
});
