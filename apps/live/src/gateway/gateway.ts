import type { LiveCamera } from '../camera/live-camera.ts';

/** The running gateway as its servers see it. */
export interface Gateway {
  /** The cameras of the configuration, in its order. Changes when the configuration is reloaded. */
  readonly cameras: readonly LiveCamera[];
  /** Calls `listener` after cameras were added or removed. Gives the function that ends that. */
  onCamerasChange(listener: () => void): () => void;
}
