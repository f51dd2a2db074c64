import { randomBytes } from 'node:crypto';

/** 16 random hex digits: a track's name, which means nothing outside its file. */
export function randomId(): string {
  return randomBytes(8).toString('hex');
}
