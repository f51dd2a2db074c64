import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { canariesTable } from './canaries-table.ts';
import { spellNeedle } from './spell-needle.ts';
import { unpackAll } from './unpack.ts';

const SECRET = 'Wren-some-place-0123abcd';

function holds(haystack: Buffer): boolean {
  return spellNeedle(SECRET).some((needle) => haystack.includes(needle));
}

describe('spellNeedle', () => {
  const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
    ASCII: (text) => Buffer.from(text),
    'UTF-16, low byte first': (text) => Buffer.from(text, 'utf16le'),
    'UTF-16, high byte first': (text) => Buffer.from(text, 'utf16le').swap16(),
    hexadecimal: (text) => Buffer.from(Buffer.from(text).toString('hex')),
    base64: (text) => Buffer.from(Buffer.from(text).toString('base64')),
    'base64, one byte later': (text) => Buffer.from(Buffer.from(`x${text}`).toString('base64')),
    'base64, two bytes later': (text) => Buffer.from(Buffer.from(`xx${text}yz`).toString('base64')),
  };

  for (const [name, encode] of Object.entries(encodings)) {
    test(`finds a secret in ${name}`, () => {
      expect(holds(encode(`before ${SECRET} after`))).toBe(true);
    });
  }

  test('does not find another secret', () => {
    expect(holds(Buffer.from('Wren-some-place-0123abce'))).toBe(false);
  });
});

describe('unpackAll', () => {
  test('finds what zlib and gzip have packed, wherever it starts, and what follows a damaged stream', () => {
    const packed = Buffer.concat([
      Buffer.from('x\x9cx'),
      deflateSync(SECRET),
      Buffer.from([1, 2]),
      gzipSync(`${SECRET}2`),
    ]);
    const texts = unpackAll(packed).map((bytes) => bytes.toString());
    expect(texts).toEqual(expect.arrayContaining([SECRET, `${SECRET}2`]));
  });
});

describe('canariesTable', () => {
  test('counts refused files in no sum', () => {
    const survivors = [{ canary: 'a', foundBy: 'bytes' }] as const;
    const files = [
      { file: 'one.jpg', planted: 3, isRefused: false, survivors },
      { file: 'two.mp4', planted: 5, isRefused: true, survivors: [] },
    ];
    const table = canariesTable([{ tool: 'tool', command: 'tool IN', files }]);
    expect(table).toContain('| one.jpg | 1 of 3 |');
    expect(table).toContain('| two.mp4 | refused |');
    expect(table).toContain('**1 of 3**');
  });
});
