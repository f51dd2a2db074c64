import { notOnnx, readMessages } from './read-protobuf.ts';

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
  const graphs = [...readMessages(freed, [field.graph])];
  if (graphs.length === 0) throw notOnnx();
  for (const graph of graphs) {
    for (const entry of [field.input, field.output]) {
      for (const shape of readMessages(graph, [entry, field.type, field.tensor, field.shape])) {
        const sizes = [...readMessages(shape, [field.dimension])];
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
