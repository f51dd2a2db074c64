import * as engine from '@passerby/engine';
import * as web from '@passerby/web';

// The tests drive this page from outside.
Object.assign(globalThis, { passerby: { ...engine, ...web } });
