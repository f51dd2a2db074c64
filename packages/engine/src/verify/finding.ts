import type { DetectionKind } from '../detect/detection.ts';
import type { Box } from '../frame/box.ts';
import type { FillMap } from './fill-map.ts';

/** How bad a finding is. `leak`: something that was to be hidden is visible. `accepted`: visible on purpose. `notice`: perhaps something. */
export type FindingSeverity = 'leak' | 'accepted' | 'notice';

/** Something visible in an output. */
export interface FrameFinding {
  /** From the first frame shown. */
  readonly seconds: number;
  readonly kind: DetectionKind;
  readonly severity: FindingSeverity;
  /** The detector's confidence, 0 to 1. */
  readonly score: number;
  /** Where, in pixels of the upright frame. For hiding it after all; not to be printed. */
  readonly box: Box;
  /** What of the box is filled already; only of text that waits to be confirmed. */
  readonly fill?: FillMap | undefined;
}
