import { InferenceError } from '../errors.ts';

/** One field of a protobuf message. */
export interface ProtobufField {
  /** As the schema numbers it. */
  readonly number: number;
  /** All bytes of it: tag, length and body. A view. */
  readonly bytes: Uint8Array;
  /** What is in it, where it has a length; empty else. A view. */
  readonly body: Uint8Array;
}

/**
 * The fields of a message, in order.
 * @throws InferenceError where the bytes are no such message: nothing but ONNX models is read with this.
 */
export function* readFields(message: Uint8Array): Generator<ProtobufField> {
  for (let at = 0; at < message.length;) {
    const tag = readVarint(message, at);
    const type = tag.value % 8;
    let bodyStart = tag.end;
    let end: number;
    if (type === 0) end = bodyStart = readVarint(message, tag.end).end;
    else if (type === 1) end = bodyStart = tag.end + 8;
    else if (type === 5) end = bodyStart = tag.end + 4;
    else if (type === 2) {
      const length = readVarint(message, tag.end);
      bodyStart = length.end;
      end = bodyStart + length.value;
    } else throw notOnnx();
    if (end > message.length) throw notOnnx();
    yield {
      number: Math.floor(tag.value / 8),
      bytes: message.subarray(at, end),
      body: message.subarray(bodyStart, end),
    };
    at = end;
  }
}

/** Views of the messages at the end of a path of field numbers, in order. */
export function* readMessages(message: Uint8Array, path: readonly number[]): Generator<Uint8Array> {
  const [wanted, ...rest] = path;
  for (const { number, body } of readFields(message)) {
    if (number !== wanted) continue;
    if (rest.length === 0) yield body;
    else yield* readMessages(body, rest);
  }
}

/** A field with a length. */
export function bytesField(number: number, body: Uint8Array): Uint8Array {
  return joinBytes([Uint8Array.from([...varint(number * 8 + 2), ...varint(body.length)]), body]);
}

/** Bytes one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Refuses a file that is no model. */
export function notOnnx(): InferenceError {
  return new InferenceError('Expected an ONNX model, received bytes of another kind.');
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

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
