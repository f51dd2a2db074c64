import { InferenceError } from '../errors.ts';
import type { Box } from '../frame/box.ts';
import type { Tensor } from './inference-session.ts';

/**
 * One output of a run, checked: there, of the expected shape, every number finite.
 * @throws InferenceError naming the model. Nonsense is never "nothing found".
 */
export function readOutput(
  outputs: Readonly<Record<string, Tensor>>,
  model: string,
  name: string,
  dims: readonly number[],
): Float32Array {
  const tensor = outputs[name];
  if (!tensor) throw new InferenceError(`Expected model "${model}" to give output "${name}", received none.`);
  const { data } = tensor;
  const shape = tensor.dims.join(' x ');
  if (!(data instanceof Float32Array) || shape !== dims.join(' x ') || data.length !== countOf(dims)) {
    throw new InferenceError(
      `Expected ${dims.join(' x ')} floats in output "${name}" of model "${model}", received ${data.length} numbers as ${shape}.`,
    );
  }
  if (!allFinite(data)) {
    throw new InferenceError(
      `Expected finite numbers in output "${name}" of model "${model}", received NaN or infinity.`,
    );
  }
  return data;
}

/** A score that the threshold let through, checked to be a probability. */
export function checkScore(score: number, model: string): number {
  // Rounding in the runtime's last layer may pass 1 by a hair.
  if (score >= 0 && score <= 1.001) return Math.min(score, 1);
  throw new InferenceError(`Expected scores of 0 to 1 from model "${model}", received ${score}.`);
}

/**
 * A box as decoded, checked: its size is a power of e and may be no number any more.
 * @throws InferenceError naming the model.
 */
export function checkBox<B extends Box>(box: B, model: string): B {
  if (Number.isFinite(box.x + box.y + box.width + box.height)) return box;
  throw new InferenceError(`Expected boxes of finite size from model "${model}", received one beyond all numbers.`);
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

function allFinite(data: Float32Array): boolean {
  // Times zero, only NaN and infinity leave something: one pass without branches.
  let rest = 0;
  for (let i = 0; i < data.length; i++) rest += data[i]! * 0;
  return rest === 0;
}
