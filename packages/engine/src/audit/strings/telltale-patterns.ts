import type { AuditKind } from '../audit-result.ts';

/** A pattern of text that tells who or where. `matches` judges what the expression found, with the text around it. */
export interface TelltalePattern {
  readonly kind: AuditKind;
  readonly what: string;
  /** Global; used on Latin-1 text. */
  readonly expression: RegExp;
  /** @param isCoded The text lies in compressed data, where chance makes short patterns: be strict. @returns the start of the match, or -1. */
  readonly accept: (match: RegExpExecArray, isCoded: boolean) => number;
}

const MIN_PHONE_DIGITS = 9;

function acceptAlways(match: RegExpExecArray): number {
  return match.index;
}

function acceptOutsideCodedData(match: RegExpExecArray, isCoded: boolean): number {
  return isCoded ? -1 : match.index;
}

/** The part before the @ is judged here: a pattern that starts with it would try at every letter. */
function acceptEmail(match: RegExpExecArray, isCoded: boolean): number {
  const local = /[\w.%+-]{1,64}$/.exec(match.input.slice(Math.max(0, match.index - 64), match.index))?.[0] ?? '';
  const domain = match[0].slice(1);
  const isStrict = local.length >= 5 && /^[a-z0-9-]{4,}\.[a-z]{2,6}$/.test(domain) && /^[a-z0-9._-]+$/.test(local);
  if (local.length < 3 || !/^@[a-z0-9-]{3,}\./i.test(match[0]) || (isCoded && !isStrict)) return -1;
  return match.index - local.length;
}

function acceptPhone(match: RegExpExecArray, isCoded: boolean): number {
  const digits = match[0].replaceAll(/\D/g, '').length;
  return digits >= MIN_PHONE_DIGITS + (isCoded ? 2 : 0) && digits <= 15 ? match.index : -1;
}

/** Tried on every part of a file. In compressed data none of them is met by chance more than about once in 10^12 bytes. */
export const TELLTALE_PATTERNS: readonly TelltalePattern[] = [
  {
    kind: 'email-like',
    what: 'an e-mail address',
    expression: /@(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,24}/gi,
    accept: acceptEmail,
  },
  {
    kind: 'phone-like',
    what: 'a phone number',
    expression: /(?:\+|tel:)\d{1,3}(?:[ /-]?\(?\d{1,4}\)?){2,6}/g,
    accept: acceptPhone,
  },
  {
    kind: 'gps-like',
    what: 'a position (ISO 6709)',
    expression: /[+-]\d{2,6}\.\d{2,10}[+-]\d{3,7}\.\d{2,10}/g,
    accept: acceptAlways,
  },
  {
    kind: 'gps-like',
    what: 'a position (two decimal numbers)',
    expression: /(?<![\d.])-?\d{1,3}\.\d{4,12}\s?[,;/ ]\s?-?\d{1,3}\.\d{4,12}/g,
    accept: acceptAlways,
  },
  {
    kind: 'gps-like',
    what: 'a position (degrees)',
    expression: /\d{1,3}(?:\xc2?\xb0| deg) ?\d{1,2}(?:\.\d+)?'(?: ?\d{1,2}(?:\.\d+)?")? ?[NSEW]/g,
    accept: acceptOutsideCodedData,
  },
  {
    kind: 'gps-like',
    what: "a receiver's message (NMEA)",
    expression: /\$G[PNLAB](?:GGA|RMC|GLL|VTG),/g,
    accept: acceptAlways,
  },
  {
    kind: 'gps-like',
    what: 'a field for a position',
    expression: /GPS(?:Latitude|Longitude|Position|Coordinates|[59FPU]\0?[a-zA-Z])/g,
    accept: acceptOutsideCodedData,
  },
  {
    kind: 'xmp',
    what: 'XMP data',
    expression: /http:\/\/ns\.adobe\.com\/xap\/|<\?xpacket|<x:xmpmeta/g,
    accept: acceptAlways,
  },
  { kind: 'iptc', what: 'IPTC data', expression: /8BIM[^ -~]{2}/g, accept: acceptOutsideCodedData },
  {
    kind: 'provenance',
    what: 'a content credential (C2PA)',
    expression: /jumd[^]{0,4}c2pa|c2pa\.(?:claim|assertions|signature)/g,
    accept: acceptAlways,
  },
  {
    kind: 'encoder-string',
    what: 'the name of an encoder',
    expression: /Lav[cf]\d{2}\.|x26[45] - core|x265 \(build|HandBrake|GPAC-/g,
    accept: acceptAlways,
  },
];
