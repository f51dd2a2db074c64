import type { z } from 'zod';

/** An issue as zod reports it with `reportInput: true`. */
type Issue = z.core.$ZodIssue;

/**
 * One sentence for people: *Expected `<range>` for `<path>`, received `<value>`.* `root` names the whole where the issue has no path.
 * `describe` words the value: the default shows short text, so whoever reads secrets brings their own.
 */
export function explainIssue(issue: Issue, root: string, describe: (value: unknown) => string = describeValue): string {
  if (issue.code === 'unrecognized_keys') {
    const path = joinPath([...issue.path, issue.keys[0] ?? '']);
    return `Expected no field ${path} in ${root}, received one.`;
  }
  const path = issue.path.length > 0 ? joinPath(issue.path) : root;
  return `Expected ${describeExpectation(issue)} for ${path}, received ${describe(issue.input)}.`;
}

function joinPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function describeExpectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue.expected);
    case 'invalid_value':
      return issue.values.map(String).join(' or ');
    case 'too_small':
      return describeBound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return describeBound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    default:
      // Our own schemas word these as "expected …".
      return issue.message.replace(/^(Invalid input: )?expected /i, '');
  }
}

function describeType(type: string): string {
  const words: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a finite number',
    string: 'text',
    object: 'an object',
    array: 'a list',
    boolean: 'true or false',
  };
  return words[type] ?? type;
}

function describeBound(origin: string, relation: string, bound: number | bigint): string {
  const isOne = Number(bound) === 1;
  if (origin === 'string') return `${relation} ${bound} ${isOne ? 'character' : 'characters'}`;
  if (origin === 'array') return `${relation} ${bound} ${isOne ? 'entry' : 'entries'}`;
  return `${relation} ${bound}`;
}

/** A value in a few words: short, and never the whole of something long. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return value.length <= 40 ? JSON.stringify(value) : `${value.length} characters`;
    case 'number':
    case 'boolean':
    case 'bigint':
      return value.toString();
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
