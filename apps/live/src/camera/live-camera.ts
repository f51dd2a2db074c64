import type { PictureHealth } from '../health/picture-health.ts';
import type { Mount } from '../stream/mount.ts';
import type { CameraCounters, CameraStatus } from './camera-state.ts';

/** One camera of the gateway as servers and pages see it. */
export interface LiveCamera {
  /** As in the configuration: letters, digits, `-` and `_`; part of URLs. */
  readonly name: string;
  /** Its hidden stream. */
  readonly mount: Mount;
  readonly status: CameraStatus;
  readonly counters: CameraCounters;
  /** What its picture's statistics say; `undefined` before the first were taken. */
  readonly health: PictureHealth | undefined;
  /** The picture or card that left last, as a JPEG. @throws Error where none left yet or the worker does not answer within 2 s. */
  snapshot(): Promise<Uint8Array>;
  /** Calls `listener` after every change of `status` or `health.state`. Gives the function that ends that. */
  onChange(listener: () => void): () => void;
}
