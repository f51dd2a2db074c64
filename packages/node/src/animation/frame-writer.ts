/** One hidden canvas to be written, and what comes after it. */
export interface CanvasFrame {
  /** All pixels, red, green, blue, alpha from the lowest byte. */
  readonly words: Uint32Array;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** The canvas shown next. */
  readonly next: Uint32Array | undefined;
}

/** Writes one animation format: every method gives the next bytes of the file. */
export interface FrameWriter {
  head(): Uint8Array;
  frame(frame: CanvasFrame): Promise<Uint8Array>;
  tail(): Uint8Array;
  /** What is known only at the end, and where in the file it belongs. */
  patches(fileBytes: number): readonly { readonly offset: number; readonly bytes: Uint8Array }[];
}
