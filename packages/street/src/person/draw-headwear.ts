import { shade, tint } from '../drawing/color.ts';
import { ellipse, element, line, linearGradient, openPath, path, polygon, type Point } from '../drawing/svg.ts';
import type { HeadContext } from './head-context.ts';
import type { Headwear } from './person-look.ts';
import { chinY, projectPoint, skullTop } from './skull.ts';
import { headwearSwell } from './swell.ts';

/** Whatever the head wears, on top of hair and face. */
export function drawHeadwear(context: HeadContext): string {
  return drawers[context.look.headwear](context, context.look.accentColor);
}

const drawers: Readonly<Record<Headwear, (context: HeadContext, color: string) => string>> = {
  none: () => '',
  headscarf: drawScarf,
  cap: drawCap,
  beanie({ skull, turn }, color) {
    const rim = skull.outline(turn, -36, -22, headwearSwell.beanie + 1);
    return (
      drawDome(skull.outline(turn, skullTop, -26, headwearSwell.beanie), color) +
      polygon(rim, { fill: shade(color, 0.2) })
    );
  },
  helmet: ({ skull, turn }, color) => drawDome(skull.outline(turn, skullTop, -24, headwearSwell.helmet), color),
  turban: drawTurban,
  hat: drawHat,
};

function drawCap({ skull, turn }: HeadContext, color: string): string {
  const brim: Point[] = [];
  for (let angle = -64; angle <= 64; angle += 8) brim.push(skull.project(angle, -39, turn, 7));
  for (let angle = 64; angle >= -64; angle -= 8) {
    const reach = 1 + 0.62 * Math.cos((angle * Math.PI) / 128);
    const point = skull.at(angle, -39, 7);
    brim.push(projectPoint({ x: point.x * 1.02, y: -33, z: point.z * reach }, turn));
  }
  const brimShape = polygon(brim, { fill: shade(color, 0.35) });
  const crown = drawDome(skull.outline(turn, skullTop, -38, headwearSwell.cap), color);
  return skull.facing(0, -34, turn) < 0 ? brimShape + crown : crown + brimShape;
}

function drawTurban({ skull, turn }: HeadContext, color: string): string {
  const swell = headwearSwell.turban;
  const folds = [-56, -46, -38].map((y, index) => {
    const { left, right } = skull.limbs(y, turn, swell);
    const points = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const at = skull.project(left + (right - left) * share, y + (index - 1) * 3 * (share - 0.5), turn, swell - 1);
      return { x: at.x, y: at.y - 5 * Math.sin(share * Math.PI) };
    });
    return line(points, shade(color, 0.35), 2.2, { opacity: 0.7 });
  });
  return drawDome(skull.outline(turn, skullTop, -30, swell), color) + folds.join('');
}

function drawHat({ skull, turn }: HeadContext, color: string): string {
  const middle = projectPoint({ x: 0, y: 0, z: -8 }, turn).x;
  const brim = ellipse({ x: middle, y: -36 }, 78, 10, { fill: shade(color, 0.3) });
  const band = polygon(skull.outline(turn, -46, -37, headwearSwell.hat + 1), { fill: shade(color, 0.6) });
  return brim + drawDome(skull.outline(turn, skullTop, -38, headwearSwell.hat), color) + band;
}

/** Cloth over the crown, light from the left. */
function drawDome(outline: readonly Point[], color: string): string {
  const left = Math.min(...outline.map((point) => point.x));
  const right = Math.max(...outline.map((point) => point.x));
  const gradient = linearGradient('cloth', { x: left, y: -90 }, { x: right, y: -20 }, [
    [0, tint(color, 0.5), 0.55],
    [0.4, color, 0],
    [1, shade(color, 0.8), 0.6],
  ]);
  return element('defs', {}, gradient) + polygon(outline, { fill: color }) + polygon(outline, { fill: 'url(#cloth)' });
}

/** The cloth of a head scarf over neck and shoulders; the head part comes on top, with an opening for the face. */
export function drawScarfDrape({ look, skull, turn }: HeadContext): string {
  const edge = skull.outline(turn, -20, 40, 11);
  const left = edge[0]!;
  const right = edge.at(-1)!;
  return path(`${openPath(edge)}Q${right.x + 8} 84 68 112L-68 112Q${left.x - 8} 84 ${left.x} ${left.y}Z`, {
    fill: shade(look.accentColor, 0.3),
  });
}

function drawScarf({ skull, turn }: HeadContext, color: string): string {
  const outer = skull.outline(turn, skullTop, chinY, headwearSwell.headscarf);
  const left = outer[0]!;
  const right = outer.at(-1)!;
  const throat = `Q${right.x + 12} 84 40 110L-40 110Q${left.x - 12} 84 ${left.x} ${left.y}Z`;
  const opening: Point[] = [];
  for (let step = 0; step < 40; step++) {
    const around = (step / 40) * 2 * Math.PI;
    const y = 11 + 49.5 * Math.sin(around);
    opening.push(skull.project(62 * Math.cos(around), y, turn, 1));
  }
  const seen = skull.facing(0, 10, turn) > -0.62;
  const hole = seen ? `${openPath(opening)}Z` : '';
  const cloth = linearGradient('scarf', { x: -50, y: -80 }, { x: 60, y: 90 }, [
    [0, tint(color, 0.3)],
    [0.45, color],
    [1, shade(color, 0.5)],
  ]);
  const folds = [-1, 1]
    .map((side) => {
      const points = [
        { angle: side * 60, y: -50 },
        { angle: side * 82, y: -10 },
        { angle: side * 88, y: 30 },
      ];
      if (skull.facing(side * 80, 0, turn) < 0.05) return '';
      return line(
        points.map(({ angle, y }) => skull.project(angle, y, turn, 9)),
        shade(color, 0.4),
        2,
        { opacity: 0.5 },
      );
    })
    .join('');
  return (
    element('defs', {}, cloth) +
    path(`${openPath(outer)}${throat}${hole}`, { fill: 'url(#scarf)', 'fill-rule': 'evenodd' }) +
    (seen
      ? polygon(opening, { fill: 'none', stroke: shade(color, 0.6), 'stroke-width': 2, 'stroke-opacity': 0.6 })
      : '') +
    folds
  );
}
