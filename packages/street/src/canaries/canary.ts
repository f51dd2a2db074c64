/** A planted secret: something about a person or a place that must not survive a tool that promises clean files. */
export interface Canary {
  /** Unique, such as `jpeg-exif-gps`. */
  readonly name: string;
  /** Where it is, in words. */
  readonly place: string;
  /** It survived where any of these is found in an output. Text is searched for in every usual encoding, bytes as they are. */
  readonly needles: readonly (string | Uint8Array)[];
  /** Colour of a planted picture or of planted frames: it survived where a decoder shows it. */
  readonly color?: Color;
  /** Pitch of planted sound in hertz: it survived where a decoder plays it. */
  readonly toneHertz?: number;
}

/** Red, green and blue, 0 to 255. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** A file with canaries in it. Its own name is one, too. */
export interface PlantedFile {
  /** Path. */
  readonly file: string;
  readonly canaries: readonly Canary[];
}

/** A name that no other file holds; says where it was planted. */
export function secretText(name: string): string {
  return `Wren-${name}-${hashOf(name).toString(16).padStart(8, '0')}`;
}

/** A position on land in degrees, another one for every name. */
export function secretPosition(name: string): { readonly latitude: number; readonly longitude: number } {
  const hash = hashOf(name);
  const latitude = 31 + ((hash & 0xffff) * 20) / 0x10000;
  const longitude = 11 + ((hash >>> 16) * 80) / 0x10000;
  return { latitude: Math.round(latitude * 1e5) / 1e5, longitude: Math.round(longitude * 1e5) / 1e5 };
}

/** A time in the past, another one for every name: seconds since 1970. */
export function secretTime(name: string): number {
  return 400_000_000 + (hashOf(name) % 300_000_000);
}

/** A colour that drawings of the street do not have, and that is told from the others after coding. */
export function secretColor(index: number): Color {
  const palette = [
    [255, 0, 255],
    [0, 255, 255],
    [255, 64, 0],
    [128, 0, 255],
    [0, 255, 64],
    [255, 0, 96],
  ] as const;
  const [red, green, blue] = palette[index % palette.length]!;
  return { red, green, blue };
}

/** FNV-1a, mixed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
