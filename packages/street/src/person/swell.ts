import type { HairStyle, Headwear } from './person-look.ts';

/** How far hair stands off the skin, in head units (skull.ts). */
export const hairSwell: Readonly<Record<HairStyle, number>> = {
  bald: 0.8,
  short: 5.5,
  medium: 9,
  long: 8,
  bun: 4.5,
  curly: 13,
};

/** How far headwear stands off the skin, brims left aside. */
export const headwearSwell: Readonly<Record<Headwear, number>> = {
  none: 0,
  cap: 9,
  beanie: 11,
  headscarf: 10,
  helmet: 14,
  turban: 16,
  hat: 10,
};

/** The knot of a bun reaches this high. */
export const bunTop = -86;
