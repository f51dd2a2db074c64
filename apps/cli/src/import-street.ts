import { existsSync } from 'node:fs';

/** The drawn street: the published package holds a copy of it beside this file; a checkout has its workspace. */
export async function importStreet(): Promise<typeof import('@passerby/street')> {
  const copy = new URL('./street/main.js', import.meta.url);
  if (existsSync(copy)) return (await import(copy.href)) as typeof import('@passerby/street');
  return import('@passerby/street');
}
