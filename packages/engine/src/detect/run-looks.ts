import type { AbortSignalLike } from '../abort-signal.ts';
import type { InferenceSession, Tensor } from './inference-session.ts';
import type { Look } from './scan-picture.ts';

/** A model's answer. */
export type Outputs = Readonly<Record<string, Tensor>>;

/** What is done with each of the inputs of {@link runLooks}. */
export interface LookSteps<Item> {
  /** Scales the pixels and gives the tensor. */
  readonly prepare: (item: Item) => Tensor;
  /** Reads the answer, in the order of the items. */
  readonly read: (outputs: Outputs, item: Item) => void;
  readonly signal: AbortSignalLike | undefined;
}

/** Pixels of inputs that wait for the model at most, where there is more than one that waits. */
const mostWaitingPixels = 600_000;

interface Run<Item> {
  readonly item: Item;
  readonly outputs: Promise<Outputs>;
}

/**
 * Runs a model on all inputs. The next ones are prepared while the model is at work: it need not wait for pixels to be scaled, nor, where inputs are
 * small and many, for a thread that has other things to do between them. Once it settles no run is under way.
 * @throws what the model, `prepare` or `read` throws first; `signal.reason` when aborted.
 */
export async function runLooks<Item extends { readonly look: Look }>(
  session: InferenceSession,
  items: Iterable<Item>,
  { prepare, read, signal }: LookSteps<Item>,
): Promise<void> {
  const underWay: Run<Item>[] = [];
  const readOldest = async (): Promise<void> => {
    const [oldest] = underWay;
    if (!oldest) return;
    const outputs = await oldest.outputs;
    underWay.shift();
    read(outputs, oldest.item);
  };
  try {
    for (const item of items) {
      signal?.throwIfAborted();
      while (underWay.length > 1 && pixelsOf([...underWay, { item }]) > mostWaitingPixels) await readOldest();
      const outputs = session.run(prepare(item), { signal });
      // Whoever waits for it hears of a failure; until then it is no unhandled one.
      outputs.catch(() => {});
      underWay.push({ item, outputs });
    }
    while (underWay.length > 0) await readOldest();
  } finally {
    // Their own errors, if they are not the one that is thrown, came second.
    await Promise.allSettled(underWay.map(({ outputs }) => outputs));
  }
}

function pixelsOf(runs: readonly { readonly item: { readonly look: Look } }[]): number {
  return runs.reduce((sum, { item: { look } }) => sum + look.inputWidth * look.inputHeight, 0);
}
