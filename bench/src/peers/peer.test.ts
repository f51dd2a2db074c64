import { describe, expect, it } from 'vitest';
import { parsePeer, wordsOf } from './peer.ts';

describe('a peer', () => {
  it('is a name and a command in which the files are filled in', () => {
    const peer = parsePeer('other tool=tool --in={input} -o {output} --x=y');
    expect(peer.name).toBe('other tool');
    expect(wordsOf(peer, '/a/b.mp4', '/c.mp4')).toEqual(['tool', '--in=/a/b.mp4', '-o', '/c.mp4', '--x=y']);
  });

  it.each(['tool {input} {output}', '=tool {input} {output}', 'name=tool {input}'])('is not %s', (text) => {
    expect(() => parsePeer(text)).toThrow('Expected NAME=COMMAND');
  });
});
