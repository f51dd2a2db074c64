import type { JSX } from 'preact';
import type { MessageId } from './catalogue.ts';
import { fallback, fill, t, type MessageValues } from './translate.ts';

/** A sentence that warns: where no native speaker has read the translation yet, the English one stands beside it. */
export function Warning({ id, values }: { readonly id: MessageId; readonly values?: MessageValues }): JSX.Element {
  const english = fallback.value;
  return (
    <>
      {t(id, values)}
      {english && (
        <span class="beside" lang="en" dir="ltr">
          {fill(english, id, values)}
        </span>
      )}
    </>
  );
}
