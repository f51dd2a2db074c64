import type { RecallSummary } from './summarize.ts';

/** One set with the option that its row names; everything else as by default. */
export interface RecallPlan {
  readonly set: string;
  readonly kind: 'photos' | 'clips';
  readonly text: 'all' | 'none';
  /** Which labels count, by name. */
  readonly counted: (name: string) => boolean;
}

/** One line of the table. */
export interface RecallRow {
  readonly set: string;
  readonly faceModel: string;
  readonly text: 'all' | 'none';
  readonly summary: RecallSummary;
  /** Files that gave no output: their place in the set and why. They are in no share above. */
  readonly failed: readonly { readonly index: number; readonly why: string }[];
}

const isFace = (name: string): boolean => name.startsWith('face');
const isPlate = (name: string): boolean => name === 'plate';

/** The rows of the table. Persons seen from behind count nowhere yet: faces and plates are what is looked for. */
export const recallPlans: readonly RecallPlan[] = [
  { set: 'faces-ilc', kind: 'photos', text: 'none', counted: isFace },
  { set: 'faces-dlib', kind: 'photos', text: 'none', counted: isFace },
  { set: 'plates-openalpr-eu', kind: 'photos', text: 'all', counted: isPlate },
  { set: 'plates-openalpr-eu', kind: 'photos', text: 'none', counted: isPlate },
  { set: 'plates-egypt-motorcycles', kind: 'photos', text: 'all', counted: isPlate },
  { set: 'plates-indonesia-motorcycles', kind: 'photos', text: 'all', counted: isPlate },
  { set: 'video-dragonbaby-face', kind: 'clips', text: 'none', counted: isFace },
  { set: 'video-panclips', kind: 'clips', text: 'all', counted: (name) => isFace(name) || isPlate(name) },
  { set: 'video-intel-gif', kind: 'clips', text: 'none', counted: isFace },
  { set: 'video-onebyone-cctv', kind: 'clips', text: 'none', counted: (name) => name === 'person' },
];
