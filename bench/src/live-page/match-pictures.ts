/** A picture of the stream, and when the camera's picture came in. */
export interface ReceivedPicture {
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly receivedAtMs: number;
}

/** A picture on the screen; `seconds` is the stream's time that it was sent with, rounded by the player. */
export interface ShownPicture {
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly shownAtMs: number;
}

/** Players round to microseconds, RTP to its clock. */
const slackSeconds = 0.002;

/** The delay of each shown picture, in milliseconds. Cards have no time of receiving, and are left out. */
export function matchPictures(shown: readonly ShownPicture[], received: readonly ReceivedPicture[]): number[] {
  return shown.flatMap(({ seconds, shownAtMs }) => {
    const source = received.find((picture) => Math.abs(picture.seconds - seconds) < slackSeconds);
    return source ? [shownAtMs - source.receivedAtMs] : [];
  });
}
