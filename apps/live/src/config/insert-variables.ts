/** What stands for a variable of the environment in a text: `${GATE_PASSWORD}`. `$${` stands for `${` itself. */
const reference = /\$?\$\{([^}]*)\}?/g;

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A text with its variables filled in, or why that cannot be done. */
export type InsertedText = { readonly text: string } | { readonly fault: string };

/** Whether {@link insertVariables} would change this text. */
export function hasVariables(text: string): boolean {
  return text.includes('${');
}

/**
 * Puts variables of the environment into a text. After a `://` they are parts of a URL and are percent-encoded, so that a password may
 * hold any character; a variable that is the whole text (`source: ${CAMERA_URL}`) is taken as it is.
 */
export function insertVariables(text: string, environment: Readonly<Record<string, string | undefined>>): InsertedText {
  let fault: string | undefined;
  const inserted = text.replace(reference, (whole, name: string, offset: number) => {
    if (whole.startsWith('$${')) return whole.slice(1);
    if (!whole.endsWith('}') || !variableName.test(name)) {
      fault ??= 'expected a variable such as ${GATE_PASSWORD} (write $${ for ${ itself)';
      return '';
    }
    const value = environment[name];
    if (value === undefined || value === '') {
      fault ??= `expected the environment to have ${name}, which is ${value === undefined ? 'not set' : 'empty'}`;
      return '';
    }
    return text.slice(0, offset).includes('://') ? encodeURIComponent(value) : value;
  });
  return fault === undefined ? { text: inserted } : { fault };
}
