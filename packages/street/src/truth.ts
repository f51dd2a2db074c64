import type { Point } from './drawing/svg.ts';

/** An axis-aligned rectangle in pixels of the upright frame. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How far a face is turned away: up to 30 degrees, up to 65, up to 110, further. */
export type Pose = 'frontal' | 'threeQuarter' | 'profile' | 'behind';

/** One person in one frame. People whose head lies wholly outside the picture are not listed; people hidden behind something are. */
export interface PersonTruth {
  /** Number of this person in this picture or shot; after a cut everybody has a new one. */
  readonly track: number;
  /** Hair, headgear without its brim, ears and chin; clipped to the picture. Hair that falls below the chin does not count. */
  readonly head: Box;
  /** Around what is seen of the head, in the picture; undefined where nothing is. */
  readonly headSeen?: Box | undefined;
  /** Height of the whole head in pixels, also where the border cuts it. */
  readonly headHeight: number;
  /** Width of the whole head in pixels, also where the border cuts it. */
  readonly headWidth: number;
  /** From the hairline to the chin, clipped to the picture; also where a mask covers it. `'behind'` where the face is turned away or wholly outside. */
  readonly face: Box | 'behind';
  /** Height of the whole face in pixels, also where the border cuts it. */
  readonly faceHeight: number;
  readonly pose: Pose;
  /** Where the face points: 0 at the camera, 90 to the picture's right, 180 away from it. -180 to 180. */
  readonly yawDegrees: number;
  /** Share of the head that is seen, 0 to 1, less what nearer things and the borders cover. */
  readonly headVisible: number;
  /** Share of the face that is seen, 0 to 1; 0 where it is turned away. */
  readonly faceVisible: number;
  /** The same without headgear that is worn over the face box: 0 where a cap sticks out over a wall. Masks and glasses count as face. */
  readonly bareFaceVisible: number;
}

export type TextKind = 'plate' | 'sign' | 'badge';

/** One piece of writing in one frame: a plate with all its lines, a sign, a badge. */
export interface TextTruth {
  readonly track: number;
  readonly kind: TextKind;
  /** Left upper, right upper, right lower, left lower corner, in pixels of the upright frame; may reach beyond the picture. */
  readonly quad: readonly [Point, Point, Point, Point];
  /** Height of its tallest line of glyphs in pixels. */
  readonly glyphHeight: number;
  /** Share of it that is seen, 0 to 1. */
  readonly visible: number;
}

/** Everything that must be hidden in one frame. */
export interface FrameTruth {
  /** Number of the frame, from 0. */
  readonly index: number;
  /** Media time in seconds. */
  readonly seconds: number;
  readonly people: readonly PersonTruth[];
  readonly texts: readonly TextTruth[];
}

/** What one person of a picture looks like, for tables per group. */
export interface PersonTraits {
  readonly track: number;
  /** 0 (light) to 7 (dark). */
  readonly skinTone: number;
  readonly hair: string;
  readonly headwear: string;
  readonly eyewear: string;
  readonly beard: string;
  readonly mask: boolean;
}

/** What is in a drawn clip, frame by frame. */
export interface StreetTruth {
  readonly width: number;
  readonly height: number;
  /** Frames per second; frame i is shown at i / fps. */
  readonly fps: number;
  readonly frames: readonly FrameTruth[];
  readonly people: readonly PersonTraits[];
  /** Frames that begin a new shot; the first frame is not listed. */
  readonly cuts: readonly number[];
  /** Frames that a flash brightens. */
  readonly flashes: readonly number[];
}
