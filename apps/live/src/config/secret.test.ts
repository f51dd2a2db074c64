import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

describe('Secret', () => {
  const secret = new Secret('hunter2');

  it('gives its text only when asked to reveal it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it('says [secret] wherever it is printed', () => {
    const printed = [String(secret), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true })];
    expect(printed.join(' ')).not.toContain('hunter2');
    expect(printed[1]).toBe('{"secret":"[secret]"}');
  });

  it('compares texts', () => {
    expect([secret.equals(new Secret('hunter2')), secret.equals(new Secret('hunter3'))]).toEqual([true, false]);
  });
});
