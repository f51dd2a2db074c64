import type { LiveCamera } from '../camera/live-camera.ts';

/** Shortest time between two pictures of one camera: a snapshot costs its worker an encoding. */
const intervalMs = 1000;

interface Taken {
  readonly atMs: number;
  readonly jpeg: Promise<Uint8Array>;
}

/** Hidden pictures on request, one a second and camera at most: who asks sooner gets the last one again. */
export class Snapshots {
  readonly #taken = new WeakMap<LiveCamera, Taken>();

  /** A JPEG, up to a second old. @throws what {@link LiveCamera.snapshot} throws; a failure counts for a second too. */
  take(camera: LiveCamera, nowMs: number = performance.now()): Promise<Uint8Array> {
    const last = this.#taken.get(camera);
    if (last && nowMs - last.atMs < intervalMs) return last.jpeg;
    const jpeg = camera.snapshot();
    this.#taken.set(camera, { atMs: nowMs, jpeg });
    return jpeg;
  }
}
