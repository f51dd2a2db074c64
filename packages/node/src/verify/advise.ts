import type { Finding } from '../job/job-types.ts';

/** What was found, before it is said what to do. */
export type FindingDraft = Omit<Finding, 'advice'>;

const hideAgain = 'Hide the original again with Passerby, which writes files without it.';
const lookThere = 'Look at the file there yourself before you publish it.';

const leakAdvice: Readonly<Record<string, string>> = {
  face: 'Hide it: add a region there to the plan, or use --region, and hide the original again.',
  text: 'Hide it: add a region there to the plan, or use --region, and hide the original again.',
  'embedded-face': 'Remove the embedded picture: hide the original again with Passerby, which writes none.',
  'unshown-face': 'Write the file anew from the frames shown: hide the original again with Passerby.',
  sound: 'Remove the sound (--audio drop), unless the voices in it may be heard.',
  'trailing-data': 'Cut the bytes off, or hide the original again with Passerby.',
  'unknown-container': 'Convert it to JPEG, PNG, WebP, GIF, MP4 or WebM: only those are accounted for byte by byte.',
  damaged: 'Write the file anew: what a player skips may still be read by others.',
  'other-length': 'Check that nothing was cut out or put in by mistake.',
};

const noticeAdvice: Readonly<Record<string, string>> = {
  face: lookThere,
  text: lookThere,
  'embedded-face': lookThere,
  'unshown-face': lookThere,
  'changed-share': 'Nothing to do: a figure to compare with what you expect.',
  'outside-regions': 'Compare the two files by eye: outside the regions they should look the same.',
};

/** Finding with what to do about it, in one sentence. */
export function advise(finding: FindingDraft): Finding {
  return { ...finding, advice: adviceFor(finding) };
}

function adviceFor({ kind, severity }: FindingDraft): string {
  if (severity === 'accepted') return 'Nothing to do, if that is still what you want.';
  if (severity === 'leak') return leakAdvice[kind] ?? hideAgain;
  return noticeAdvice[kind] ?? 'Nothing to do, unless it surprises you.';
}
