import type { z } from 'zod';
import { OptionsError } from './errors.ts';
import { explainIssue } from './explain-issue.ts';

/**
 * Checks options against their schema and fills in the defaults; the result is frozen.
 * @throws OptionsError that names the bad field; `name` names the options as a whole (`hide options`).
 */
export function parseOptions<Schema extends z.ZodType<object>>(
  schema: Schema,
  options: z.input<Schema>,
  name: string,
): Readonly<z.output<Schema>> {
  const result = schema.safeParse(options, { reportInput: true });
  if (result.success) return Object.freeze(result.data);
  const [issue] = result.error.issues;
  throw new OptionsError(issue ? explainIssue(issue, name) : `Expected valid ${name}.`, { cause: result.error });
}
