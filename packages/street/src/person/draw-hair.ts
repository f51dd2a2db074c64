import { shade, tint } from '../drawing/color.ts';
import { ellipse, line, openPath, path, polygon, type Point } from '../drawing/svg.ts';
import type { HeadContext } from './head-context.ts';
import type { HairStyle } from './person-look.ts';
import { projectPoint, skullTop } from './skull.ts';
import { bunTop, hairSwell } from './swell.ts';

/** Where hair ends: heights by angle from the front, both sides alike. */
type Hairline = readonly (readonly [angle: number, y: number])[];

const shortHair: Hairline = [
  [0, -44],
  [30, -43],
  [48, -34],
  [60, -16],
  [72, 8],
  [82, 10],
  [95, -12],
  [112, 2],
  [125, 30],
  [180, 44],
];
const mediumHair: Hairline = [
  [0, -38],
  [20, -42],
  [42, -36],
  [56, -14],
  [66, 20],
  [82, 34],
  [110, 42],
  [180, 52],
];
const tiedHair: Hairline = [
  [0, -42],
  [35, -40],
  [55, -26],
  [72, 2],
  [90, -8],
  [112, 20],
  [180, 44],
];
const hardlyAnyHair: Hairline = [
  [0, -66],
  [60, -60],
  [85, -20],
  [96, -4],
  [125, 26],
  [180, 38],
];
const hairlines: Readonly<Record<HairStyle, Hairline>> = {
  bald: hardlyAnyHair,
  short: shortHair,
  medium: mediumHair,
  long: mediumHair,
  bun: tiedHair,
  curly: shortHair,
};

function heightAt(hairline: Hairline, angle: number): number {
  const turned = Math.abs(((((angle + 180) % 360) + 360) % 360) - 180);
  const upper = Math.max(
    1,
    hairline.findIndex((entry) => entry[0] >= turned),
  );
  const low = hairline[upper - 1]!;
  const high = hairline[upper]!;
  const share = (turned - low[0]) / (high[0] - low[0]);
  const smooth = share * share * (3 - 2 * share);
  return low[1] + (high[1] - low[1]) * smooth;
}

/** The part of the scalp that is seen: up one outline, down the other, back along the hairline. */
function outlineScalp({ look, skull, turn }: HeadContext): Point[] {
  const hairline = hairlines[look.hair];
  const swell = hairSwell[look.hair];
  const limbs = skull.limbs(-20, turn, swell);
  const count = 36;
  const edge = Array.from({ length: count + 1 }, (_, index) => {
    const angle = limbs.right - (180 * index) / count;
    const atOutline = index === 0 || index === count;
    return skull.project(angle, heightAt(hairline, angle), turn, atOutline ? swell : Math.min(swell, 2.5));
  });
  const right = skull.outline(turn, skullTop, heightAt(hairline, limbs.right), swell);
  const left = skull.outline(turn, skullTop, heightAt(hairline, limbs.left), swell);
  return [...left.slice(0, left.length / 2), ...right.slice(right.length / 2), ...edge];
}

/** The hair on the head. */
export function drawHair(context: HeadContext): string {
  const { look, turn, skull, palette } = context;
  const swell = hairSwell[look.hair];
  const parts: string[] = [];
  if (look.hair === 'bun') {
    const knot = { x: projectPoint({ x: 0, y: 0, z: -62 }, turn).x, y: bunTop + 20 };
    parts.push(ellipse(knot, 24, 20, { fill: 'url(#hair)' }));
  }
  if (look.hair === 'curly') {
    const crown = skull.outline(turn, skullTop, -14, swell - 3);
    for (const [index, point] of crown.entries()) {
      if (index % 3 === 0) parts.push(ellipse(point, 8, 8, { fill: shade(palette.hair, 0.25) }));
    }
  }
  parts.push(polygon(outlineScalp(context), { fill: 'url(#hair)', opacity: look.hair === 'bald' ? 0.55 : 1 }));
  if (look.hair !== 'bald') {
    // A few strands, so that the hair is no flat cap.
    for (let strand = -3; strand <= 3; strand++) {
      const points = [-64, -58, -51, -45].map((y, index) =>
        skull.project(strand * 17 + index * strand * 3 + turn.yaw * -0.3, y, turn, swell - 1),
      );
      parts.push(line(points, tint(palette.hair, strand % 2 === 0 ? 0.3 : 0.12), 1.5, { opacity: 0.35 }));
    }
  }
  return parts.join('');
}

/** Long hair, which falls behind neck and shoulders. */
export function drawHairBehind({ look, turn, skull, palette }: HeadContext): string {
  if (look.hair !== 'long') return '';
  const top = skull.outline(turn, -40, 20, 9);
  const left = top[0]!;
  const right = top.at(-1)!;
  const away = Math.sin((turn.yaw * Math.PI) / 180);
  // Seen from the side it falls behind the shoulder only.
  const rightEnd = right.x - 4 - Math.max(0, away) * 52;
  const leftEnd = left.x + 4 - Math.min(0, away) * 52;
  const fall = `Q${right.x + 5} 60 ${rightEnd} 92L${leftEnd} 92Q${left.x - 5} 60 ${left.x} ${left.y}Z`;
  return path(openPath(top) + fall, { fill: shade(palette.hair, 0.3) });
}
