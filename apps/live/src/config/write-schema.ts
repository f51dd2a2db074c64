import { writeFile } from 'node:fs/promises';
import { configJsonSchema } from './config-schema.ts';

// Run with `npm run schema --workspace @passerby/live`; a test compares the file with the schema.
await writeFile(
  new URL('../../passerby.schema.json', import.meta.url),
  `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
);
