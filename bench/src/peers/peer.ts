/** A tool that hides faces in a video: a command in which `{input}` and `{output}` stand for the files; words are separated by spaces. */
export interface Peer {
  readonly name: string;
  readonly command: string;
}

/** A peer from `NAME=COMMAND`. @throws TypeError where it is none. */
export function parsePeer(text: string): Peer {
  const at = text.indexOf('=');
  const command = text.slice(at + 1);
  if (at < 1 || !command.includes('{input}') || !command.includes('{output}')) {
    throw new TypeError(`Expected NAME=COMMAND with {input} and {output} in the command for --peer, received ${text}.`);
  }
  return { name: text.slice(0, at), command };
}

/** Program and arguments for these files. */
export function wordsOf({ command }: Peer, input: string, output: string): readonly [string, ...string[]] {
  const [program = '', ...args] = command
    .split(' ')
    .map((word) => word.replace('{input}', input).replace('{output}', output));
  return [program, ...args];
}
