import { mixColors, tint } from '../drawing/color.ts';
import { ellipse, line, polygon, type Point } from '../drawing/svg.ts';
import { oval, patch, type HeadContext } from './head-context.ts';
import { projectPoint } from './skull.ts';

/** A mask over mouth and nose. */
export function drawMask(context: HeadContext): string {
  const { turn, skull, look } = context;
  if (skull.facing(0, 30, turn) < -0.45) return '';
  const color = mixColors(mixColors('#dfe9ee', look.accentColor, 0.15), context.palette.skin, 0.38);
  const noseBridge = projectPoint({ x: 0, y: 14, z: 59 }, turn);
  const onSkin = (angle: number, y: number, swell: number): Point => skull.project(angle, y, turn, swell);
  const topRight = [onSkin(20, 15, 3), onSkin(40, 17, 2), onSkin(62, 22, 2)];
  const topLeft = [onSkin(-62, 22, 2), onSkin(-40, 17, 2), onSkin(-20, 15, 3)];
  const bottom = [
    onSkin(60, 44, 2),
    onSkin(40, 55, 3),
    onSkin(15, 60, 4),
    onSkin(-15, 60, 4),
    onSkin(-40, 55, 3),
    onSkin(-60, 44, 2),
  ];
  const parts: string[] = [];
  for (const side of [-1, 1]) {
    if (skull.facing(side * 70, 25, turn) < 0.02) continue;
    parts.push(
      line([onSkin(side * 60, 23, 2), onSkin(side * 92, 2, 2)], tint(color, 0.4), 1.8),
      line([onSkin(side * 58, 43, 2), onSkin(side * 92, 14, 2)], tint(color, 0.4), 1.8),
    );
  }
  const top = skull.facing(0, 8, turn) > 0 ? [...topLeft, noseBridge, ...topRight] : [...topLeft, ...topRight];
  parts.push(polygon([...top, ...bottom], { fill: color }));
  // Cloth over nose and mouth: light on the ridge of the nose, shade under it and in the corners.
  for (const side of [-1, 1]) {
    const facing = skull.facing(side * 45, 30, turn);
    if (facing > 0.05)
      parts.push(ellipse(onSkin(side * 45, 34, 2), 17 * facing, 20, { fill: 'url(#dark)', opacity: 0.55 }));
  }
  parts.push(
    ellipse(projectPoint({ x: 0, y: 33, z: 56 }, turn), 15, 5, { fill: 'url(#dark)', opacity: 0.8 }),
    ellipse(projectPoint({ x: 0, y: 43, z: 53 }, turn), 19, 5, { fill: 'url(#dark)', opacity: 0.75 }),
    ellipse(projectPoint({ x: -1, y: 23, z: 60 }, turn), 7, 8, { fill: '#ffffff', opacity: 0.35 }),
  );
  parts.push(ellipse(projectPoint({ x: -2, y: 24, z: 58 }, turn), 16, 14, { fill: '#ffffff', opacity: 0.14 }));
  return parts.join('');
}

/** Glasses or sunglasses. */
export function drawEyewear(context: HeadContext): string {
  const { turn, skull, look } = context;
  const dark = look.eyewear === 'sunglasses';
  const parts: string[] = [];
  for (const side of [-1, 1]) {
    const facing = skull.facing(side * 27, -2, turn);
    if (facing > 0.1) {
      const lens = patch(context, { angle: side * 27, y: -1 }, oval(20, dark ? 12 : 11, 22), 3);
      parts.push(
        polygon(lens, {
          fill: dark ? '#15151a' : '#dfe9f0',
          'fill-opacity': dark ? 0.93 : 0.14,
          stroke: dark ? '#0c0c0f' : '#2a2320',
          'stroke-width': dark ? 2.2 : 1.9,
        }),
      );
    }
    if (skull.facing(side * 65, -5, turn) > 0.02) {
      const temple = [skull.project(side * 46, -5, turn, 3), skull.project(side * 92, -4, turn, 3)];
      parts.push(line(temple, '#201a18', 2.4));
    }
  }
  if (skull.facing(0, 0, turn) > 0.05) {
    const bridge = [
      skull.project(-8, -4, turn, 3),
      projectPoint({ x: 0, y: -6, z: 51 }, turn),
      skull.project(8, -4, turn, 3),
    ];
    parts.push(line(bridge, '#201a18', 2));
  }
  return parts.join('');
}
