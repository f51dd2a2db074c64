import type { enMessages } from './en-messages.ts';

/** Names one sentence of the page. */
export type MessageId = keyof typeof enMessages;

/** All sentences of the page in one language. */
export interface Catalogue {
  /** BCP 47, without a region. */
  readonly language: string;
  /** The language's name in itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** Whether somebody who speaks it has read it; if not, warnings stand in English, too. */
  readonly isReviewed: boolean;
  readonly messages: Readonly<Record<MessageId, string>>;
}
