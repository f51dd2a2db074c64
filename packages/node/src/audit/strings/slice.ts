/** A part of a file that is searched at once, with a margin on both sides. */
export interface Slice {
  readonly bytes: Buffer;
  /** Place in the file of the first of `bytes`. */
  readonly start: number;
  /** What starts at `from` or after it and before `to` belongs to this slice. Places in the file. */
  readonly from: number;
  readonly to: number;
}
