/** A part of a video's time. */
export interface TimeWindow {
  readonly fromSeconds: number;
  readonly lengthSeconds: number;
}

/**
 * The part of a time line, `zoom` times shorter than the whole, that holds this moment. Parts lie side by side, so that the line stands
 * still while the moment moves through it.
 */
export function windowAt(seconds: number, durationSeconds: number, zoom: number): TimeWindow {
  const lengthSeconds = durationSeconds / zoom;
  if (lengthSeconds <= 0) return { fromSeconds: 0, lengthSeconds: 0 };
  const part = Math.min(zoom - 1, Math.max(0, Math.floor(seconds / lengthSeconds)));
  return { fromSeconds: part * lengthSeconds, lengthSeconds };
}
