import type { Account } from '../account.ts';
import type { AuditKind } from '../audit-result.ts';
import { printableType, type Box } from './box.ts';

/** What boxes that are not on the allow-list are. Those with numbers only, by which a player plays, are notices. */
const KNOWN_BOXES: Readonly<
  Record<string, { readonly kind: AuditKind; readonly what: string; readonly severity?: 'notice' }>
> = {
  udta: { kind: 'metadata', what: 'user data (title, place, camera and the like)' },
  meta: { kind: 'metadata', what: 'metadata' },
  uuid: { kind: 'metadata', what: 'private data (uuid)' },
  free: { kind: 'metadata', what: 'unused space with a content' },
  skip: { kind: 'metadata', what: 'unused space' },
  tref: { kind: 'chapters', what: 'a reference from one track to another, as chapters and timecodes have it' },
  moof: { kind: 'not-listed', what: 'fragments', severity: 'notice' },
  mvex: { kind: 'not-listed', what: 'fragments', severity: 'notice' },
  mfra: { kind: 'not-listed', what: 'an index of fragments', severity: 'notice' },
  sidx: { kind: 'not-listed', what: 'an index of fragments', severity: 'notice' },
  styp: { kind: 'not-listed', what: 'a type of fragments', severity: 'notice' },
  jumb: { kind: 'provenance', what: 'a JUMBF box (C2PA)' },
  XMP_: { kind: 'xmp', what: 'XMP data' },
  colr: { kind: 'icc', what: 'a colour profile' },
  wide: { kind: 'not-listed', what: 'a placeholder (wide)', severity: 'notice' },
  edts: { kind: 'not-listed', what: 'an edit list', severity: 'notice' },
  elst: { kind: 'not-listed', what: 'an edit list', severity: 'notice' },
  btrt: { kind: 'not-listed', what: 'bit rates', severity: 'notice' },
  fiel: { kind: 'not-listed', what: 'an order of fields', severity: 'notice' },
  sgpd: { kind: 'not-listed', what: 'groups of samples', severity: 'notice' },
  sbgp: { kind: 'not-listed', what: 'groups of samples', severity: 'notice' },
  sdtp: { kind: 'not-listed', what: 'dependencies of samples', severity: 'notice' },
  cslg: { kind: 'not-listed', what: 'bounds of frame times', severity: 'notice' },
};

/** Reports a box that no rule allows. Its bytes are claimed by the finding. */
export function reportBox(account: Account, box: Box): void {
  const length = box.end - box.offset;
  const known = KNOWN_BOXES[box.type];
  const isEmpty = box.end === box.body;
  account.report({
    offset: box.offset,
    length,
    kind: isEmpty ? 'not-listed' : (known?.kind ?? 'metadata'),
    rule: 'mp4/not-listed',
    severity: isEmpty ? 'notice' : (known?.severity ?? 'leak'),
    text: `The file carries ${known?.what ?? `a box that is not listed (${printableType(box.type)})`}.`,
  });
}
