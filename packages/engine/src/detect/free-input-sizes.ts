import { InferenceError } from '../errors.ts';

/** Numbers of the fields on the way to a size, in onnx.proto: graph, its inputs and outputs, type, tensor, shape, size, and what a size holds. */
const field = {
  graph: 7,
  input: 11,
  output: 12,
  type: 2,
  tensor: 1,
  shape: 2,
  dimension: 1,
  value: 1,
  name: 2,
} as const;

/**
 * A copy of an ONNX model whose fixed picture sizes (the last two of each input and output) are free, so that any multiple of its stride works.
 * Sizes become names of the same length in place: nothing else of the file changes, weights least of all.
 * @throws InferenceError where the bytes are no ONNX model.
 */
export function freeInputSizes(model: Uint8Array): Uint8Array {
  const freed = new Uint8Array(model);
  const graphs = [...messages(freed, [field.graph])];
  if (graphs.length === 0) throw notOnnx();
  for (const graph of graphs) {
    for (const entry of [field.input, field.output]) {
      for (const shape of messages(graph, [entry, field.type, field.tensor, field.shape])) {
        const sizes = [...messages(shape, [field.dimension])];
        for (const size of sizes.slice(-2)) freeSize(size);
      }
    }
  }
  return freed;
}

/** `value: <varint>` becomes `name: "h…"`, as long in bytes as the number was. */
function freeSize(dimension: Uint8Array): void {
  if (dimension[0] !== field.value << 3) return;
  dimension[0] = (field.name << 3) | 2;
  dimension[1] = dimension.length - 2;
  dimension.fill('h'.charCodeAt(0), 2);
}

/** Views of the messages at the end of a path of field numbers, in order. */
function* messages(message: Uint8Array, path: readonly number[]): Generator<Uint8Array> {
  const [wanted, ...rest] = path;
  let at = 0;
  while (at < message.length) {
    const tag = readVarint(message, at);
    at = tag.end;
    const type = tag.value % 8;
    if (type === 0) at = readVarint(message, at).end;
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = readVarint(message, at);
      const end = length.end + length.value;
      if (end > message.length) break;
      const body = message.subarray(length.end, end);
      if (Math.floor(tag.value / 8) === wanted) {
        if (rest.length === 0) yield body;
        else yield* messages(body, rest);
      }
      at = end;
    } else break;
  }
  if (at !== message.length) throw notOnnx();
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let unit = 1;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    value += (byte & 0x7f) * unit;
    if (byte < 0x80) return { value, end: at + 1 };
    unit *= 128;
  }
  throw notOnnx();
}

function notOnnx(): InferenceError {
  return new InferenceError('Expected an ONNX model, received bytes of another kind.');
}
