import { OptionsError } from '@passerby/engine';
import type { z } from 'zod';

/**
 * Checks options from outside and fills in defaults.
 * @throws OptionsError that says in one sentence what was expected, for which option, and what came.
 */
export function parseOptions<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (!issue) throw new OptionsError('Expected valid options.', { cause: parsed.error });
  throw new OptionsError(sentence(issue), { cause: parsed.error });
}

function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.length > 0 ? issue.path.map(String).join('.') : 'options';
  if (issue.code === 'unrecognized_keys')
    return `Expected only known options, received \`${issue.keys.join('`, `')}\`.`;
  return `Expected ${expectation(issue)} for \`${path}\`, received ${received(issue.input)}.`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' or ');
  if (issue.code === 'too_small')
    return `${issue.inclusive ? '' : 'more than '}${issue.minimum}${issue.inclusive ? ' or more' : ''}`;
  if (issue.code === 'too_big') return `${issue.inclusive ? 'at most ' : 'less than '}${issue.maximum}`;
  if (issue.code === 'invalid_type') return issue.expected;
  return issue.message.replace(/^expected /i, '');
}

function received(input: unknown): string {
  if (typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean')
    return JSON.stringify(input);
  return input === null || input === undefined ? String(input) : typeof input;
}
