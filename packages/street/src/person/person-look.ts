import type { Random } from '../random.ts';

/** Skin tones from light to dark; their order is used by truth and tests. */
export const skinTones = [
  '#f7d9c4',
  '#eec1a0',
  '#dfa67e',
  '#c98d62',
  '#ad7148',
  '#8a5433',
  '#70442c',
  '#553323',
] as const;

export type HairStyle = 'bald' | 'short' | 'medium' | 'long' | 'bun' | 'curly';
export type Headwear = 'none' | 'cap' | 'beanie' | 'headscarf' | 'helmet' | 'turban' | 'hat';
export type Eyewear = 'none' | 'glasses' | 'sunglasses';
export type Beard = 'none' | 'stubble' | 'moustache' | 'full';
export type Dress = 'trousers' | 'skirt' | 'robe' | 'longyi' | 'shorts';

/** What one drawn person looks like. */
export interface PersonLook {
  /** 0 (light) to 7 (dark). */
  readonly skinTone: number;
  readonly hair: HairStyle;
  readonly hairColor: string;
  readonly headwear: Headwear;
  readonly eyewear: Eyewear;
  readonly beard: Beard;
  /** A mask over mouth and nose. */
  readonly mask: boolean;
  readonly dress: Dress;
  readonly topColor: string;
  readonly bottomColor: string;
  readonly accentColor: string;
  readonly irisColor: string;
  /** Width of the face, 1 is average. */
  readonly faceWidth: number;
  /** Width of the jaw, 1 is average. */
  readonly jaw: number;
  /** Deep lines and grey hair. */
  readonly old: boolean;
  /** Larger head, shorter body. */
  readonly child: boolean;
  /** The name on the badge on the chest; undefined without one. */
  readonly badge: string | undefined;
  readonly backpack: boolean;
  /** Corners of the mouth: 0 is level, 1 a broad smile. */
  readonly smile: number;
}

/** Made up, in the letters that draw-writing.ts can draw. */
const names = ['MAYA', 'TUN', 'LENA', 'SAMY', 'PHYU', 'NAREE', 'HALA', 'JURE'] as const;

const topColors = [
  '#2f4a6d',
  '#7a2f35',
  '#bfb9aa',
  '#3f5a44',
  '#c7892f',
  '#26282d',
  '#8c8f96',
  '#5b4673',
  '#b3593d',
  '#39758a',
  '#c8c3ba',
  '#94506a',
  '#55602f',
] as const;
const bottomColors = ['#23293a', '#3c3a38', '#5a4a3a', '#394d6b', '#1f2124', '#76695a', '#4a5340'] as const;
const scarfColors = ['#8a3b4a', '#2f4858', '#c9b79c', '#45533d', '#4a3d63', '#d8d2c8', '#1f1d22', '#b8795a'] as const;
const hairColors = ['#17110e', '#241711', '#3a241a', '#5b3a23', '#8a5c33', '#b98a50', '#6e2f1b'] as const;
const irisColors = ['#3b2314', '#4d3019', '#2c1a10', '#5f6b4a', '#5d7c94'] as const;

/** What goes with a beard or not; curls and buns do not fit under a hat. */
function hairStyles(bearded: boolean, covered: boolean): readonly HairStyle[] {
  if (bearded) return covered ? ['bald', 'short'] : ['bald', 'short', 'short', 'curly'];
  return covered ? ['short', 'medium', 'long'] : ['short', 'medium', 'medium', 'long', 'long', 'bun', 'curly'];
}

/** A random person. */
export function inventLook(random: Random): PersonLook {
  const skinTone = random.integer(0, skinTones.length - 1);
  const old = random.chance(0.15);
  const bearded = random.chance(0.3);
  const headwear = random.pick<Headwear>([
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'cap',
    'beanie',
    'headscarf',
    'headscarf',
    'turban',
    'hat',
  ]);
  const child = !old && random.chance(0.1);
  const badge = random.chance(0.08) ? random.pick(names) : undefined;
  const darkest = skinTone >= 4 ? 3 : hairColors.length - 1;
  return {
    skinTone,
    hair: random.pick(hairStyles(bearded, headwear !== 'none')),
    hairColor: old ? random.pick(['#8d8a86', '#b9b6b0', '#6d6862']) : hairColors[random.integer(0, darkest)]!,
    headwear: bearded && headwear === 'headscarf' ? 'turban' : headwear,
    eyewear: random.pick<Eyewear>(['none', 'none', 'none', 'none', 'glasses', 'glasses', 'sunglasses']),
    beard: bearded && !child ? random.pick<Beard>(['stubble', 'moustache', 'full', 'full']) : 'none',
    mask: random.chance(0.12),
    dress: random.pick<Dress>(['trousers', 'trousers', 'trousers', 'skirt', 'robe', 'longyi', 'shorts']),
    topColor: headwear === 'headscarf' && random.chance(0.5) ? random.pick(scarfColors) : random.pick(topColors),
    bottomColor: random.pick(bottomColors),
    accentColor: random.pick(scarfColors),
    irisColor: irisColors[random.integer(0, skinTone >= 3 ? 2 : irisColors.length - 1)]!,
    faceWidth: random.between(0.92, 1.07),
    jaw: random.between(bearded ? 0.98 : 0.86, bearded ? 1.12 : 1.04),
    old,
    child,
    badge,
    // Straps would cover a badge.
    backpack: badge === undefined && random.chance(0.2),
    smile: random.between(0, 1),
  };
}
