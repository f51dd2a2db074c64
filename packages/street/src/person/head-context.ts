import { mixColors } from '../drawing/color.ts';
import { ellipse, type Point } from '../drawing/svg.ts';
import { skinTones, type PersonLook } from './person-look.ts';
import type { HeadTurn, Skull } from './skull.ts';

/** The colours of one head. */
export interface Palette {
  readonly skin: string;
  readonly shadow: string;
  readonly deepShadow: string;
  readonly light: string;
  readonly blush: string;
  readonly lip: string;
  readonly hair: string;
}

/** What every part of a head is drawn from. */
export interface HeadContext {
  readonly look: PersonLook;
  readonly turn: HeadTurn;
  readonly skull: Skull;
  readonly palette: Palette;
}

/** The colours that go with a look. */
export function createPalette(look: PersonLook): Palette {
  const skin = skinTones[look.skinTone]!;
  const dark = look.skinTone / (skinTones.length - 1);
  return {
    skin,
    shadow: mixColors(skin, '#5a2413', 0.3 + dark * 0.1),
    deepShadow: mixColors(skin, '#2a0f08', 0.55),
    light: mixColors(skin, '#fff0dc', 0.45 - dark * 0.15),
    blush: mixColors(skin, '#c2412f', 0.32),
    lip: mixColors(skin, '#9c2f3a', 0.5 - dark * 0.12),
    hair: look.hairColor,
  };
}

/** A closed curve on the skin around a centre, as it appears; nothing when the middle of it is turned away. */
export function patch(
  { skull, turn }: HeadContext,
  center: { readonly angle: number; readonly y: number },
  outline: readonly Point[],
  swell = 0,
): Point[] {
  if (skull.facing(center.angle, center.y, turn) < 0.08) return [];
  return outline.map((point) => skull.project(center.angle + point.x, center.y + point.y, turn, swell));
}

/** Points of an ellipse in (angle, height). */
export function oval(radiusAngle: number, radiusY: number, count = 16): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const around = (index / count) * 2 * Math.PI;
    return { x: Math.cos(around) * radiusAngle, y: Math.sin(around) * radiusY };
  });
}

/** A soft spot on the skin. */
export function spot(
  context: HeadContext,
  angle: number,
  y: number,
  radius: number,
  radiusY: number,
  fill: string,
): string {
  const facing = context.skull.facing(angle, y, context.turn);
  if (facing < 0.1) return '';
  return ellipse(context.skull.project(angle, y, context.turn), radius * facing, radiusY, { fill });
}
