import type { Catalogue } from './catalogue.ts';
import { enMessages } from './en-messages.ts';

export const en: Catalogue = {
  language: 'en',
  name: 'English',
  direction: 'ltr',
  isReviewed: true,
  messages: enMessages,
};
