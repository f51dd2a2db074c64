/** One stored picture of an animation: drawn onto the canvas, shown for a while, then perhaps taken away. */
export interface AnimationPart {
  /** Where it is drawn, in pixels of the canvas; may reach beyond it. */
  readonly x: number;
  readonly y: number;
  /** How long the canvas is shown with it, in seconds, as players do. */
  readonly shownSeconds: number;
  /** What becomes of its place afterwards: kept, cleared to transparent, or what was there before. */
  readonly disposal: 'keep' | 'clear' | 'restore';
  /** Whether it is laid over the canvas where it is transparent; else it takes its place. */
  readonly isBlended: boolean;
  /** Gives the picture as a still file of the animation's own format. */
  readonly toStill: () => Uint8Array;
}

/** An animation taken apart. */
export interface AnimationFile {
  /** Pixels of the canvas. */
  readonly width: number;
  readonly height: number;
  /** How often it plays; 0 is without end. */
  readonly playCount: number;
  readonly parts: readonly AnimationPart[];
  /** Whether the file ends early or holds something that cannot be followed. */
  readonly isDamaged: boolean;
}

/** Players show pictures with a delay of 10 ms or less for 100 ms. */
export function shownSeconds(delaySeconds: number): number {
  return delaySeconds <= 0.01 ? 0.1 : delaySeconds;
}
