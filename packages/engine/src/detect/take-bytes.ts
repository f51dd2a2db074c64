import { bytesField, joinBytes, notOnnx, readFields, readMessages, type ProtobufField } from './read-protobuf.ts';

/** Numbers of the fields that are needed here, in onnx.proto. */
const model = { graph: 7 } as const;
const graph = { node: 1, initializer: 5, input: 11 } as const;
const node = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const attribute = { name: 1, integer: 3, type: 20 } as const;
const tensorName = 8;
const value = { name: 1, type: 2 } as const;
const typeOfTensor = 1;
const elementType = 1;
/** Numbers of element types, and of the type of an attribute that is a whole number. */
const float = 1;
const uint8 = 2;
const wholeNumber = 2;

const bytesName = 'bytes';

/**
 * A copy of an ONNX model that takes its picture as bytes, 0 to 255, in place of floats of the same values: a Cast becomes its first node.
 * A quarter of the memory crosses to the model's thread, and nobody converts numbers one by one.
 * @throws InferenceError where the bytes are no ONNX model, or its first input takes no floats.
 */
export function takeBytes(bytes: Uint8Array): Uint8Array {
  let isFound = false;
  const fields = [...readFields(bytes)].map((field) => {
    if (field.number !== model.graph) return field.bytes;
    isFound = true;
    return bytesField(model.graph, castFirstInput(field.body));
  });
  if (!isFound) throw notOnnx();
  return joinBytes(fields);
}

function castFirstInput(graphBytes: Uint8Array): Uint8Array {
  const fields = [...readFields(graphBytes)];
  const weights = new Set([...readMessages(graphBytes, [graph.initializer, tensorName])].map(textOf));
  // Old models list their weights among their inputs.
  const picture = fields.find((field) => field.number === graph.input && !weights.has(nameOf(field)));
  if (!picture) throw notOnnx();
  const cast = bytesField(graph.node, castNode(nameOf(picture)));
  const parts = fields.map((field) => (field === picture ? bytesField(graph.input, asBytes(field.body)) : field.bytes));
  return joinBytes([cast, ...parts]);
}

function nameOf({ body }: ProtobufField): string {
  const [name] = readMessages(body, [value.name]);
  if (!name) throw notOnnx();
  return textOf(name);
}

function castNode(output: string): Uint8Array {
  const to = joinBytes([
    bytesField(attribute.name, bytesOf('to')),
    Uint8Array.of(attribute.integer << 3, float),
    Uint8Array.of(((attribute.type << 3) & 0x7f) | 0x80, attribute.type >> 4, wholeNumber),
  ]);
  return joinBytes([
    bytesField(node.input, bytesOf(bytesName)),
    bytesField(node.output, bytesOf(output)),
    bytesField(node.operator, bytesOf('Cast')),
    bytesField(node.attribute, to),
  ]);
}

/** The description of an input, under another name and with another type of elements. */
function asBytes(input: Uint8Array): Uint8Array {
  const fields = [...readFields(input)].map((field) => {
    if (field.number === value.name) return bytesField(value.name, bytesOf(bytesName));
    return field.number === value.type ? bytesField(value.type, retype(field.body)) : field.bytes;
  });
  return joinBytes(fields);
}

function retype(type: Uint8Array): Uint8Array {
  const copy = new Uint8Array(type);
  for (const tensor of readMessages(copy, [typeOfTensor])) {
    for (const field of readFields(tensor)) {
      if (field.number !== elementType) continue;
      if (field.bytes.at(-1) !== float) throw notOnnx();
      field.bytes[field.bytes.length - 1] = uint8;
    }
  }
  return copy;
}

/** Names in models are ASCII. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
