import type { Catalogue } from './catalogue.ts';
import { enMessages } from './en-messages.ts';

export const es: Catalogue = { language: 'es', name: 'Español', direction: 'ltr', isReviewed: false, messages: enMessages };
