import { toHex } from './hash/to-hex.ts';

/** 16 random hex digits. */
export function randomId(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(8)));
}
