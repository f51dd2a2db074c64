import { describe, expect, it } from 'vitest';
import { MultipartReader } from './multipart-reader.ts';

const bodies = ['first', 'a second one', 'x'];
const withLengths = bodies
  .map((body) => `--edge\r\nContent-Type: image/jpeg\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n`)
  .join('');
const withoutLengths = `${bodies.map((body) => `--edge\r\nContent-Type: image/jpeg\r\n\r\n${body}`).join('')}--edge`;

function read(boundary: string, text: string, size: number): string[] {
  const reader = new MultipartReader(boundary);
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += size)
    for (const part of reader.read(Buffer.from(text.slice(at, at + size)))) parts.push(part.toString());
  return parts;
}

describe('MultipartReader', () => {
  it.each([1, 5, 4000])('gives parts, with and without lengths, in chunks of %i bytes', (size) => {
    expect(read('edge', withLengths, size)).toEqual(bodies);
    expect(read('--edge', withoutLengths, size)).toEqual(bodies);
  });

  it('refuses a part without end', () => {
    const reader = new MultipartReader('edge');
    expect(() => {
      for (let chunk = 0; chunk < 40; chunk++)
        for (const _ of reader.read(Buffer.alloc(1024 * 1024))) expect(_).toBeUndefined();
    }).toThrow('without end');
  });
});
