/** A part of a file that is searched at once, with a margin on both sides. */
export interface Slice {
  /** The bytes as Latin-1, one character each. */
  readonly text: string;
  /** Place in the file of the first of them. */
  readonly start: number;
  /** What starts at `from` or after it and before `to` belongs to this slice. Places in the file. */
  readonly from: number;
  readonly to: number;
}
