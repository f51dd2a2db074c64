import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { insertVariables } from './insert-variables.ts';

describe('insertVariables', () => {
  it('percent-encodes what goes into a URL', () => {
    expect(insertVariables('rtsp://user:${PASSWORD}@camera/1', { PASSWORD: 'p@ss/w:rd?#' })).toEqual({
      text: 'rtsp://user:p%40ss%2Fw%3Ard%3F%23@camera/1',
    });
  });

  it('gives every password back from the URL that it was put into', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (password) => {
        const inserted = insertVariables('rtsp://user:${P}@camera/1', { P: password });
        const url = new URL('text' in inserted ? inserted.text : '');
        expect([decodeURIComponent(url.password), url.hostname]).toEqual([password, 'camera']);
      }),
    );
  });

  it('takes a variable as it is where it is the whole text or no URL came before it', () => {
    const environment = { URL: 'rtsp://a:b@c/d', PASSWORD: 'p@ss' };
    expect(insertVariables('${URL}', environment)).toEqual({ text: 'rtsp://a:b@c/d' });
    expect(insertVariables('x-${PASSWORD}', environment)).toEqual({ text: 'x-p@ss' });
  });

  it('never looks for variables in what a variable held', () => {
    expect(insertVariables('${A}', { A: '${B}', B: 'b' })).toEqual({ text: '${B}' });
  });

  it('leaves $${ as ${', () => {
    expect(insertVariables('a$${B}c', {})).toEqual({ text: 'a${B}c' });
  });

  it('says which variable is missing, without any value', () => {
    expect(insertVariables('${A}${GONE}', { A: 'hunter2' })).toEqual({
      fault: 'expected the environment to have GONE, which is not set',
    });
    expect(insertVariables('${A}', { A: '' })).toEqual({ fault: 'expected the environment to have A, which is empty' });
  });

  it('refuses what only looks like a variable', () => {
    for (const text of ['${', '${a b}', '${1}', '${}', 'x${A']) {
      expect(insertVariables(text, { A: 'a' })).toHaveProperty('fault');
    }
  });
});
