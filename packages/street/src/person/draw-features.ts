import { mixColors, shade } from '../drawing/color.ts';
import { ellipse, element, line, polygon, type Point } from '../drawing/svg.ts';
import { patch, spot, type HeadContext } from './head-context.ts';
import { projectPoint, type HeadPoint } from './skull.ts';

/** Eyes, brows, nose, mouth, beard and the soft modelling under them. */
export function drawFeatures(context: HeadContext): string {
  const { look, turn, skull, palette } = context;
  if (skull.facing(0, 10, turn) < -0.25) return '';
  const parts: string[] = [];
  // Soft modelling first.
  for (const side of [-1, 1]) {
    parts.push(
      spot(context, side * 27, -5, 20, 15, 'url(#dark)'),
      spot(context, side * 46, 20, 17, 14, 'url(#blush)'),
      // The hollow of a cheek shades the outline only: in the middle of a profile it would be a bruise.
      skull.facing(side * 66, 34, turn) < 0.6 ? spot(context, side * 66, 34, 9, 18, 'url(#dark)') : '',
      spot(context, side * 30, 15, 13, 9, 'url(#light)'),
    );
  }
  parts.push(
    spot(context, 0, -34, 30, 15, 'url(#light)'),
    spot(context, 0, 52.5, 16, 5, 'url(#dark)'),
    spot(context, 0, 57, 11, 6, 'url(#light)'),
  );
  if (look.beard !== 'none') parts.push(drawBeard(context));
  for (const side of [-1, 1]) parts.push(drawEye(context, side), drawBrow(context, side));
  parts.push(drawMouth(context), drawNose(context));
  if (look.old) {
    for (const side of [-1, 1]) {
      const fold = [
        { angle: side * 15, y: 27 },
        { angle: side * 23, y: 35 },
        { angle: side * 27, y: 44 },
      ];
      if (skull.facing(side * 23, 35, turn) > 0.15) {
        const points = fold.map(({ angle, y }) => skull.project(angle, y, turn, 1));
        parts.push(line(points, palette.deepShadow, 1.6, { opacity: 0.6 }));
      }
    }
    for (const y of [-40, -33]) {
      const wrinkle = [-22, -8, 8, 22].map((angle) => skull.project(angle, y + Math.abs(angle) / 12, turn));
      parts.push(line(wrinkle, palette.deepShadow, 1.1, { opacity: 0.4 }));
    }
  }
  return parts.join('');
}

function drawEye(context: HeadContext, side: number): string {
  const { skull, turn, look, palette } = context;
  const center = { angle: side * 26.5, y: -3 };
  const facing = skull.facing(center.angle, center.y, turn);
  if (facing < 0.12) return '';
  const upper: Point[] = [];
  const lower: Point[] = [];
  for (let step = 0; step <= 10; step++) {
    const along = (step / 10) * 2 - 1;
    const arch = Math.sqrt(Math.max(0, 1 - along * along));
    upper.push({ x: along * 12.5, y: -5.8 * arch - along * side * 0.8 });
    lower.push({ x: along * 12.5, y: 4 * arch - along * side * 0.8 });
  }
  const white = patch(context, center, [...upper, ...[...lower].reverse()]);
  const iris = skull.project(center.angle, center.y - 0.4, turn);
  const clip = `eye${side > 0 ? 'right' : 'left'}`;
  const radiusX = 4.9 * Math.max(0.45, facing);
  return [
    element('clipPath', { id: clip }, polygon(white, {})),
    polygon(white, { fill: mixColors('#f5f1ea', palette.shadow, 0.12) }),
    element(
      'g',
      { 'clip-path': `url(#${clip})` },
      ellipse(iris, radiusX * 1.12, 5.6, { fill: look.irisColor }) +
        ellipse(iris, radiusX * 0.52, 2.6, { fill: '#0b0706' }) +
        polygon(
          patch(context, center, [...upper, ...upper.map((point) => ({ x: point.x, y: point.y + 2.2 })).reverse()]),
          { fill: '#20100a', opacity: 0.35 },
        ),
    ),
    ellipse({ x: iris.x - 1.5, y: iris.y - 1.7 }, 1.1, 1.1, { fill: '#fffdf8' }),
    line(patch(context, center, upper), '#1c0f0a', 2.8),
    line(patch(context, center, lower), palette.deepShadow, 1, { opacity: 0.7 }),
    line(patch(context, { angle: center.angle, y: center.y - 4.5 }, upper), palette.deepShadow, 1.1, { opacity: 0.55 }),
  ].join('');
}

function drawBrow(context: HeadContext, side: number): string {
  const center = { angle: side * 27, y: -18 };
  const rise = [
    [-15, 3.2, 3.2],
    [-6, 0, 3.7],
    [4, -1.8, 3.2],
    [15, 1.8, 1.4],
  ] as const;
  const top = rise.map(([angle, y, half]) => ({ x: angle * side, y: y - half }));
  const bottom = rise.map(([angle, y, half]) => ({ x: angle * side, y: y + half })).reverse();
  const color = context.look.old ? mixColors(context.palette.hair, '#5a5048', 0.4) : shade(context.palette.hair, 0.3);
  return polygon(patch(context, center, [...top, ...bottom], 1), { fill: color, opacity: 0.92 });
}

const noseTop: HeadPoint = { x: 0, y: -6, z: 46 };
const noseTip: HeadPoint = { x: 0, y: 21, z: 62 };
const noseBase: HeadPoint = { x: 0, y: 27, z: 49 };
const wing = (side: number): HeadPoint => ({ x: side * 11, y: 24, z: 47 });
const bridge = (side: number): HeadPoint => ({ x: side * 4.5, y: -4, z: 44 });

function drawNose({ turn, palette, skull }: HeadContext): string {
  const at = (point: HeadPoint): Point => projectPoint(point, turn);
  const away = Math.sin((turn.yaw * Math.PI) / 180);
  const side = away >= 0 ? 1 : -1;
  const facing = skull.facing(0, 20, turn);
  const outline = [bridge(-side), noseTop, noseTip, noseBase, wing(-side)].map(at);
  const parts: string[] = [];
  if (Math.abs(away) > 0.28 && facing > -0.2) {
    parts.push(polygon(outline, { fill: palette.skin }));
    parts.push(line([at(noseTop), at(noseTip), at(noseBase)], palette.shadow, 1.6, { opacity: 0.6 }));
  }
  if (facing < -0.05) return parts.join('');
  const shadedSide = away < -0.2 ? -1 : 1;
  parts.push(
    // The bridge: light along its back, shade along the far side.
    polygon([at({ x: shadedSide * 2, y: -8, z: 47 }), at(bridge(shadedSide)), at(wing(shadedSide)), at(noseTip)], {
      fill: palette.deepShadow,
      opacity: 0.28,
    }),
    line([at({ x: -1, y: -2, z: 49 }), at({ x: -1, y: 16, z: 60 })], palette.light, 3.4, { opacity: 0.5 }),
    ellipse(at({ x: -1.5, y: 19, z: 62 }), 4.5, 4, { fill: 'url(#light)' }),
    ellipse(at({ x: 0, y: 29.5, z: 50 }), 14 * Math.max(0.4, facing), 5.4, { fill: 'url(#dark)' }),
  );
  for (const which of [-1, 1]) {
    if (away * which > 0.3 || Math.abs(away) > 0.9) continue;
    const nostril = at({ x: which * 5.6, y: 26, z: 53 });
    const wingPoint = at({ x: which * 10.5, y: 24, z: 48 });
    parts.push(
      ellipse(nostril, 3.1 * Math.max(0.45, facing), 1.9, { fill: '#1c0a06', opacity: 0.8 }),
      line(
        [
          { x: wingPoint.x + which * 0.2, y: wingPoint.y - 5 },
          { x: wingPoint.x + which * 1.4, y: wingPoint.y },
          { x: wingPoint.x - which * 1.5, y: wingPoint.y + 3 },
        ],
        palette.deepShadow,
        1.5,
        { opacity: 0.6 },
      ),
    );
  }
  return parts.join('');
}

function drawMouth(context: HeadContext): string {
  const { look, palette, turn, skull } = context;
  const center = { angle: 0, y: 40 };
  const lift = look.smile * 2.6;
  const corner = 24 + look.smile * 3;
  const along = Array.from({ length: 13 }, (_, index) => index / 6 - 1);
  const middle = along.map((share) => ({ x: share * corner, y: -lift * share * share + Math.abs(share) * 0.3 }));
  const upper = along.map((share) => {
    const bow = 4.6 * (1 - share * share) - 1.4 * Math.max(0, 1 - Math.abs(share) * 5);
    return { x: share * corner, y: -lift * share * share - bow };
  });
  const lower = along.map((share) => ({
    x: share * corner,
    y: -lift * share * share + 6.4 * Math.sqrt(Math.max(0, 1 - share * share)) * (1 - share * share * 0.3),
  }));
  const facing = skull.facing(0, 40, turn);
  if (facing < -0.1) return '';
  const onSkin = (points: readonly Point[]): Point[] =>
    points.map((point) => skull.project(point.x, center.y + point.y, turn, 2.5));
  const parts = [
    polygon([...onSkin(upper), ...onSkin(middle).reverse()], { fill: shade(palette.lip, 0.2) }),
    polygon([...onSkin(middle), ...onSkin(lower).reverse()], { fill: palette.lip }),
  ];
  if (look.smile > 0.6) {
    const teeth = middle.map((point) => ({ x: point.x * 0.7, y: point.y + 2.6 * (1 - (point.x / corner) ** 2) }));
    const gap = middle.map((point) => ({ x: point.x * 0.7, y: point.y - 0.6 }));
    parts.push(polygon([...onSkin(gap), ...onSkin(teeth).reverse()], { fill: '#efe9df' }));
  }
  parts.push(
    line(onSkin(middle), shade(palette.lip, 0.65), 1.7),
    ellipse(skull.project(0, center.y + 3.6, turn, 2.5), 6 * Math.max(0.3, facing), 1.6, {
      fill: palette.light,
      opacity: 0.35,
    }),
  );
  return parts.join('');
}

function drawBeard(context: HeadContext): string {
  const { look, turn, palette, skull } = context;
  if (skull.facing(0, 40, turn) < -0.25) return '';
  const onSkin = (list: readonly (readonly [number, number])[], swell: number): Point[] =>
    list.map(([angle, y]) => skull.project(angle, y, turn, swell));
  const moustache = onSkin(
    [
      [-22, 34],
      [-12, 30.5],
      [0, 31.5],
      [12, 30.5],
      [22, 34],
      [26, 40],
      [12, 36.5],
      [0, 36],
      [-12, 36.5],
      [-26, 40],
    ],
    3,
  );
  const color = shade(palette.hair, 0.15);
  if (look.beard === 'moustache') return polygon(moustache, { fill: color });
  const top: (readonly [number, number])[] = [
    [-92, 8],
    [-74, 26],
    [-48, 33],
    [-28, 31],
    [-12, 30],
    [0, 31.5],
    [12, 30],
    [28, 31],
    [48, 33],
    [74, 26],
    [92, 8],
  ];
  const bottom: (readonly [number, number])[] = [
    [96, 30],
    [80, 46],
    [55, 56],
    [30, 61],
    [0, 61.9],
    [-30, 61],
    [-55, 56],
    [-80, 46],
    [-96, 30],
  ];
  const stubble = look.beard === 'stubble';
  return polygon([...onSkin(top, 0.5), ...onSkin(bottom, stubble ? 0 : 3)], {
    fill: stubble ? mixColors(palette.shadow, palette.hair, 0.5) : color,
    opacity: stubble ? 0.45 : 0.94,
  });
}
