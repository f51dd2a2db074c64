import type { Catalogue } from './catalogue.ts';
import { enMessages } from './en-messages.ts';

export const my: Catalogue = { language: 'my', name: 'မြန်မာ', direction: 'ltr', isReviewed: false, messages: enMessages };
