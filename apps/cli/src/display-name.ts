// Control characters, line and paragraph separators, and what turns the direction of writing: a file's name must not draw on the terminal.
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** A path as it may be shown on a terminal: as it is, or quoted with escapes where it holds characters that act. */
export function displayName(path: string): string {
  if (!dangerous.test(path)) return path;
  const escaped = Array.from(path, (character) => {
    if (!dangerous.test(character)) return character === '"' || character === '\\' ? `\\${character}` : character;
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
  return `"${escaped.join('')}"`;
}
