import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { es } from './es.ts';
import { my } from './my.ts';

const places = (message: string): readonly string[] => (message.match(/\{\w+\}/g) ?? []).toSorted();

describe.each([es, my])('the catalogue $language', ({ messages, isReviewed }) => {
  it('says everything that the English one says, with the same places', () => {
    const differing = Object.entries(en.messages).filter(([id, english]) => {
      const message = messages[id as keyof typeof messages];
      return !message || places(message).join() !== places(english).join();
    });
    expect(differing).toEqual([]);
    expect(Object.keys(messages)).toHaveLength(Object.keys(en.messages).length);
  });

  it('is not English', () => {
    const same = Object.entries(en.messages).filter(
      ([id, english]) => messages[id as keyof typeof messages] === english,
    );
    // Names and signs: Passerby, percent.
    expect(same.map(([id]) => id).filter((id) => !['pageTitle', 'percent'].includes(id))).toEqual([]);
  });

  it('says that nobody who speaks it has read it', () => {
    expect(isReviewed).toBe(false);
  });
});

describe('the words of the page', () => {
  it.each([en, es, my])('promise nothing that cannot be kept ($language)', ({ messages }) => {
    for (const message of Object.values(messages)) {
      expect(message).not.toMatch(/anonym|an[oó]nim|100 ?%|GDPR|RGPD/i);
    }
  });
});
