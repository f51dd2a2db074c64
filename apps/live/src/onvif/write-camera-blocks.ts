import type { CameraProfile, FoundCamera } from './read-camera.ts';

/** How the blocks log in: a user, and the name of the variable that holds the password. */
export interface BlockLogin {
  readonly user: string;
  readonly variable: string;
}

/** Writes cameras as blocks for `passerby.yaml`. What they say of themselves stands in comments and quoted texts only, on one line each. */
export function writeCameraBlocks(cameras: readonly FoundCamera[], login: BlockLogin | undefined): string {
  const names = new Set<string>();
  const blocks = cameras.map((camera) => writeBlock(camera, chooseName(camera, names), login));
  return `cameras:\n${blocks.join('\n')}`;
}

function writeBlock(
  { host, name, profiles, trouble }: FoundCamera,
  ownName: string,
  login: BlockLogin | undefined,
): string {
  const about = `  # ${oneLine(name) || 'A camera'} at ${host}`;
  const [main, ...others] = profiles;
  if (!main) return `${about}: ${oneLine(trouble)}\n`;
  const lines = [
    `${about}, ${describe(main)}`,
    `  - name: ${ownName}`,
    `    source: ${quote(sourceOf(main, login))}`,
    ...others.flatMap((profile) => [
      `    # or ${describe(profile)}:`,
      `    # source: ${quote(sourceOf(profile, login))}`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function describe({ name, encoding, width, height }: CameraProfile): string {
  const size = width !== undefined && height !== undefined ? `${width} × ${height}` : '';
  return [`profile ${oneLine(name)}`, oneLine(encoding), size].filter((part) => part !== '').join(', ');
}

function sourceOf({ url }: CameraProfile, login: BlockLogin | undefined): string {
  // A camera must not name variables of ours.
  const plain = url.replaceAll('${', () => '$${');
  if (!login) return plain;
  return plain.replace('://', () => `://${encodeURIComponent(login.user)}:\${${login.variable}}@`);
}

/** JSON is YAML, and has no line breaks in texts. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** Letters, digits and some signs; a device may call itself anything. */
function oneLine(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} .,:()_+/-]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 80);
}

function chooseName({ name, host }: FoundCamera, taken: Set<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const base = plain === '' ? `camera-${host.replace(/[^a-z0-9]+/gi, '-')}` : plain;
  let chosen = base;
  for (let count = 2; taken.has(chosen); count++) chosen = `${base}-${count}`;
  taken.add(chosen);
  return chosen;
}
