import { ellipse, element, line, linearGradient, path, polygon, radialGradient, spotGradient } from '../drawing/svg.ts';
import { shade, tint } from '../drawing/color.ts';
import { drawEyewear, drawMask } from './draw-face-wear.ts';
import { drawFeatures } from './draw-features.ts';
import { drawHair, drawHairBehind } from './draw-hair.ts';
import { drawHeadwear, drawScarfDrape } from './draw-headwear.ts';
import { createPalette, type HeadContext } from './head-context.ts';
import type { PersonLook } from './person-look.ts';
import { chinY, projectPoint, Skull, skullTop, type HeadTurn } from './skull.ts';

/** The drawing's frame in head units; see skull.ts. */
export const headDrawing = { x: -100, y: -112, width: 200, height: 236 } as const;

/** A head as SVG text, its origin and units those of skull.ts. */
export function drawHead(look: PersonLook, turn: HeadTurn): string {
  const context: HeadContext = {
    look,
    turn,
    skull: new Skull({ width: look.faceWidth, jaw: look.jaw }),
    palette: createPalette(look),
  };
  const covered = look.headwear === 'headscarf';
  return [
    drawGradients(context),
    covered ? drawScarfDrape(context) : drawHairBehind(context),
    covered ? '' : drawNeck(context),
    covered ? '' : drawEars(context, 'far'),
    drawSkin(context),
    drawFeatures(context),
    covered ? '' : drawHair(context),
    covered ? '' : drawEars(context, 'near'),
    look.mask ? drawMask(context) : '',
    look.eyewear === 'none' ? '' : drawEyewear(context),
    drawHeadwear(context),
  ].join('');
}

function drawGradients({ palette, turn, skull }: HeadContext): string {
  const front = projectPoint({ x: 0, y: 0, z: 30 }, turn).x;
  const left = skull.project(-90, 0, { yaw: 0, pitch: 0 }).x;
  return element(
    'defs',
    {},
    radialGradient('skin', { x: front - 14, y: -24 }, 104, [
      [0, palette.light],
      [0.38, palette.skin],
      [0.75, palette.shadow],
      [1, palette.deepShadow],
    ]) +
      linearGradient('neck', { x: 0, y: 40 }, { x: 0, y: 112 }, [
        [0, palette.deepShadow],
        [0.45, palette.shadow],
        [1, palette.skin],
      ]) +
      radialGradient('hair', { x: left * 0.4, y: -66 }, 120, [
        [0, tint(palette.hair, 0.28)],
        [0.35, palette.hair],
        [1, shade(palette.hair, 0.55)],
      ]) +
      spotGradient('dark', [
        [0, palette.deepShadow, 0.75],
        [0.5, palette.deepShadow, 0.4],
        [1, palette.deepShadow, 0],
      ]) +
      spotGradient('light', [
        [0, palette.light, 0.9],
        [1, palette.light, 0],
      ]) +
      spotGradient('blush', [
        [0, palette.blush, 0.6],
        [1, palette.blush, 0],
      ]),
  );
}

function drawNeck({ skull, turn }: HeadContext): string {
  const lean = Math.sin((turn.yaw * Math.PI) / 180) * -10;
  const jaw = skull.outline(turn, 20, 50);
  const left = Math.min(...jaw.map((point) => point.x));
  const right = Math.max(...jaw.map((point) => point.x));
  const middle = (left + right) / 2 + lean;
  const half = 27;
  return path(
    `M${middle - half} 20L${middle - half} 78Q${-half - 4} 92 ${-half - 10} 98Q0 112 ${half + 10} 98Q${half + 4} 92 ${middle + half} 78L${middle + half} 20Z`,
    { fill: 'url(#neck)' },
  );
}

function drawSkin({ skull, turn }: HeadContext): string {
  return polygon(skull.outline(turn, skullTop, chinY), { fill: 'url(#skin)' });
}

function drawEars(context: HeadContext, side: 'far' | 'near'): string {
  const { skull, turn, palette } = context;
  return [-1, 1]
    .map((ear) => {
      const angle = ear * 97;
      const facing = skull.facing(angle, 4, turn);
      if ((side === 'near') !== facing > 0.12) return '';
      const root = projectPoint(skull.at(angle, 4, 2), turn);
      const width = 6 + 9 * Math.abs(facing);
      const outward = facing > 0.6 ? 0 : ear * Math.sign(Math.cos((turn.yaw * Math.PI) / 180)) * 4;
      const center = { x: root.x + outward, y: 5 };
      const toFace = Math.sign(
        projectPoint({ x: 0, y: 0, z: 1 }, turn).x - projectPoint({ x: ear, y: 0, z: 0 }, turn).x,
      );
      const hollow = [-6, -2, 3, 7].map((y) => ({ x: center.x + toFace * width * (0.25 - (y * y) / 160), y: y + 4 }));
      return (
        ellipse(center, width, 15, { fill: palette.shadow }) +
        ellipse({ x: center.x - toFace, y: 3 }, width * 0.82, 12.5, { fill: palette.skin, opacity: 0.55 }) +
        line(hollow, palette.deepShadow, 2 + width * 0.12, { opacity: 0.5 })
      );
    })
    .join('');
}
