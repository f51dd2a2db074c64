/** Times of a camera that differ from our clock by this much more than before have jumped. */
const jumpSeconds = 1;
/** The camera's clock may run slower than ours: the smallest delay is measured anew in windows of this length. */
const windowSeconds = 5;
/** Pictures of one stream lie at least this far apart. */
const leastStepSeconds = 0.001;

/**
 * Puts a camera's pictures on our running clock: evenly, as the camera took them, and never before they could have been.
 * A camera's clock may start anywhere, drift and jump; a picture that was on its way for longer than others lies as much earlier.
 */
export class CameraClock {
  /** Smallest difference between arrival and the camera's time, in this window and the one before. */
  #delay = Infinity;
  #delayBefore = Infinity;
  #windowStart = 0;
  #last: { readonly arrival: number; readonly camera: number } | undefined;
  #lastSeconds = -Infinity;

  /** When the picture was taken, on our clock; strictly ascending. `arrivalSeconds`: when it came in, on our clock. */
  place(arrivalSeconds: number, cameraSeconds: number | undefined): number {
    const taken = cameraSeconds === undefined ? arrivalSeconds : this.#place(arrivalSeconds, cameraSeconds);
    this.#lastSeconds = Math.max(taken, this.#lastSeconds + leastStepSeconds);
    return this.#lastSeconds;
  }

  /** A new connection: nothing is known of the camera's clock, while ours goes on. */
  reset(): void {
    this.#delay = Infinity;
    this.#delayBefore = Infinity;
    this.#last = undefined;
  }

  #place(arrival: number, camera: number): number {
    const last = this.#last;
    this.#last = { arrival, camera };
    if (last && Math.abs(camera - last.camera - (arrival - last.arrival)) > jumpSeconds) {
      this.#delay = Infinity;
      this.#delayBefore = Infinity;
    }
    if (arrival - this.#windowStart > windowSeconds) {
      this.#windowStart = arrival;
      this.#delayBefore = this.#delay;
      this.#delay = Infinity;
    }
    this.#delay = Math.min(this.#delay, arrival - camera);
    return camera + Math.min(this.#delay, this.#delayBefore);
  }
}
