import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Catalogue, MessageId } from './catalogue.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { my } from './my.ts';

/** All languages of the page, in the order in which they are offered. Another one is one more file beside these. */
export const catalogues: readonly Catalogue[] = [en, es, my];

const storageKey = 'passerby.language';

/** The language at hand. */
export const catalogue: Signal<Catalogue> = signal(firstCatalogue());

/** English beside a translation that nobody who speaks it has read yet; nothing otherwise. */
export const fallback: ReadonlySignal<Catalogue | undefined> = computed(() =>
  catalogue.value.isReviewed ? undefined : en,
);

/** Values that go into a message's `{places}`. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** The message in the language at hand. */
export function t(id: MessageId, values: MessageValues = {}): string {
  return fill(catalogue.value, id, values);
}

/** The message in a given language. @throws RangeError for a place without a value. */
export function fill({ messages, language }: Catalogue, id: MessageId, values: MessageValues = {}): string {
  return messages[id].replaceAll(/\{(\w+)\}/g, (_, place: string) => {
    const value = values[place];
    if (value === undefined) throw new RangeError(`Expected a value for {${place}} of the message ${id}.`);
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

/** Speaks another language from now on, also at the next visit. */
export function chooseLanguage(language: string): void {
  const chosen = catalogues.find((candidate) => candidate.language === language);
  if (!chosen) return;
  catalogue.value = chosen;
  localStorage.setItem(storageKey, language);
}

/** The address's language, else the one chosen last, else the browser's, else English. */
function firstCatalogue(): Catalogue {
  const wishes = [
    new URLSearchParams(location.search).get('lang'),
    localStorage.getItem(storageKey),
    ...navigator.languages,
  ];
  for (const wish of wishes) {
    const [short] = (wish ?? '').toLowerCase().split('-');
    const match = catalogues.find(({ language }) => language === short);
    if (match) return match;
  }
  return en;
}
