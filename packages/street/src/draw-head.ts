import { mixColors, shade, tint } from './color.ts';
import { skinTones, type PersonLook } from './person-look.ts';
import { chinY, projectPoint, Skull, skullTop, type HeadPoint, type HeadTurn } from './skull.ts';
import {
  ellipse,
  element,
  line,
  linearGradient,
  path,
  openPath,
  polygon,
  radialGradient,
  spotGradient,
  type Point,
} from './svg.ts';

/** The drawing's frame in head units; see skull.ts. */
export const headDrawing = { x: -100, y: -112, width: 200, height: 236 } as const;

interface Palette {
  readonly skin: string;
  readonly shadow: string;
  readonly deepShadow: string;
  readonly light: string;
  readonly blush: string;
  readonly lip: string;
  readonly hair: string;
}

interface HeadContext {
  readonly look: PersonLook;
  readonly turn: HeadTurn;
  readonly skull: Skull;
  readonly palette: Palette;
}

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

function createPalette(look: PersonLook): Palette {
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

/** A closed curve on the skin around a centre, as it appears; nothing when the middle of it is turned away. */
function patch(
  { skull, turn }: HeadContext,
  center: { readonly angle: number; readonly y: number },
  outline: readonly Point[],
  swell = 0,
): Point[] {
  if (skull.facing(center.angle, center.y, turn) < 0.08) return [];
  return outline.map((point) => skull.project(center.angle + point.x, center.y + point.y, turn, swell));
}

/** Points of an ellipse in (angle, height). */
function oval(radiusAngle: number, radiusY: number, count = 16): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const around = (index / count) * 2 * Math.PI;
    return { x: Math.cos(around) * radiusAngle, y: Math.sin(around) * radiusY };
  });
}

/** A soft spot on the skin. */
function spot(context: HeadContext, angle: number, y: number, radius: number, radiusY: number, fill: string): string {
  const facing = context.skull.facing(angle, y, context.turn);
  if (facing < 0.1) return '';
  return ellipse(context.skull.project(angle, y, context.turn), radius * facing, radiusY, { fill });
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

function drawFeatures(context: HeadContext): string {
  const { look, turn, skull, palette } = context;
  if (skull.facing(0, 10, turn) < -0.25) return '';
  const parts: string[] = [];
  // Soft modelling first.
  for (const side of [-1, 1]) {
    parts.push(
      spot(context, side * 27, -4, 19, 13, 'url(#dark)'),
      spot(context, side * 46, 20, 17, 14, 'url(#blush)'),
      spot(context, side * 66, 34, 9, 18, 'url(#dark)'),
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
    upper.push({ x: along * 12.5, y: -5.4 * arch - along * side * 0.8 });
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
      ellipse(iris, radiusX, 5, { fill: look.irisColor }) +
        ellipse(iris, radiusX * 0.52, 2.6, { fill: '#0b0706' }) +
        polygon(
          patch(context, center, [...upper, ...upper.map((point) => ({ x: point.x, y: point.y + 2.2 })).reverse()]),
          { fill: '#20100a', opacity: 0.35 },
        ),
    ),
    ellipse({ x: iris.x - 1.5, y: iris.y - 1.7 }, 1.1, 1.1, { fill: '#fffdf8' }),
    line(patch(context, center, upper), '#1c0f0a', 2.2),
    line(patch(context, center, lower), palette.deepShadow, 1, { opacity: 0.7 }),
    line(patch(context, { angle: center.angle, y: center.y - 4.5 }, upper), palette.deepShadow, 1.1, { opacity: 0.55 }),
  ].join('');
}

function drawBrow(context: HeadContext, side: number): string {
  const center = { angle: side * 27, y: -18 };
  const rise = [
    [-15, 3.2, 2.6],
    [-6, 0, 3],
    [4, -1.8, 2.6],
    [15, 1.8, 1],
  ] as const;
  const top = rise.map(([angle, y, half]) => ({ x: angle * side, y: y - half }));
  const bottom = rise.map(([angle, y, half]) => ({ x: angle * side, y: y + half })).reverse();
  const color = context.look.old ? mixColors(context.palette.hair, '#5a5048', 0.4) : shade(context.palette.hair, 0.3);
  return polygon(patch(context, center, [...top, ...bottom], 1), { fill: color, opacity: 0.92 });
}

const noseTop: HeadPoint = { x: 0, y: -6, z: 46 };
const noseTip: HeadPoint = { x: 0, y: 21, z: 62 };
const noseBase: HeadPoint = { x: 0, y: 27, z: 49 };

function drawNose({ turn, palette, skull }: HeadContext): string {
  const at = (point: HeadPoint): Point => projectPoint(point, turn);
  const away = Math.sin((turn.yaw * Math.PI) / 180);
  const side = away >= 0 ? 1 : -1;
  const wing = (which: number): HeadPoint => ({ x: which * 11, y: 24, z: 47 });
  const facing = skull.facing(0, 20, turn);
  const bridge = (which: number): HeadPoint => ({ x: which * 4.5, y: -4, z: 44 });
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
    ellipse(at({ x: 0, y: 29.5, z: 50 }), 13 * Math.max(0.4, facing), 4.6, { fill: 'url(#dark)' }),
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

interface HairCut {
  readonly swell: number;
  /** Where the hair ends, by angle from the front: pairs of (angle, y). */
  readonly hairline: readonly (readonly [number, number])[];
}

const shortCut: HairCut = {
  swell: 5.5,
  hairline: [
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
  ],
};
const mediumCut: HairCut = {
  swell: 9,
  hairline: [
    [0, -38],
    [20, -42],
    [42, -36],
    [56, -14],
    [66, 20],
    [82, 34],
    [110, 42],
    [180, 52],
  ],
};
const hairCuts: Readonly<Record<PersonLook['hair'], HairCut>> = {
  bald: {
    swell: 0.8,
    hairline: [
      [0, -66],
      [60, -60],
      [85, -20],
      [96, -4],
      [125, 26],
      [180, 38],
    ],
  },
  short: shortCut,
  medium: mediumCut,
  long: { ...mediumCut, swell: 8 },
  bun: {
    swell: 4.5,
    hairline: [
      [0, -42],
      [35, -40],
      [55, -26],
      [72, 2],
      [90, -8],
      [112, 20],
      [180, 44],
    ],
  },
  curly: { swell: 13, hairline: shortCut.hairline },
};

function hairlineAt(cut: HairCut, angle: number): number {
  const turned = Math.abs(((((angle + 180) % 360) + 360) % 360) - 180);
  const upper = Math.max(
    1,
    cut.hairline.findIndex((entry) => entry[0] >= turned),
  );
  const low = cut.hairline[upper - 1]!;
  const high = cut.hairline[upper]!;
  const share = (turned - low[0]) / (high[0] - low[0]);
  const smooth = share * share * (3 - 2 * share);
  return low[1] + (high[1] - low[1]) * smooth;
}

/** The part of the scalp that is seen: up one outline, down the other, back along the hairline. */
function hairCap({ skull, turn }: HeadContext, cut: HairCut): Point[] {
  const limbs = skull.limbs(-20, turn, cut.swell);
  const count = 36;
  const edge = Array.from({ length: count + 1 }, (_, index) => {
    const angle = limbs.right - (180 * index) / count;
    const y = hairlineAt(cut, angle);
    const thick = index === 0 || index === count ? cut.swell : Math.min(cut.swell, 2.5);
    return skull.project(angle, y, turn, thick);
  });
  const rightY = hairlineAt(cut, limbs.right);
  const leftY = hairlineAt(cut, limbs.left);
  const right = skull.outline(turn, skullTop, rightY, cut.swell);
  const left = skull.outline(turn, skullTop, leftY, cut.swell);
  return [...left.slice(0, left.length / 2), ...right.slice(right.length / 2), ...edge];
}

function drawHair(context: HeadContext): string {
  const { look, turn, skull, palette } = context;
  const cut = hairCuts[look.hair];
  const parts: string[] = [];
  const back = projectPoint({ x: 0, y: -52, z: -62 }, turn);
  if (look.hair === 'bun') parts.push(ellipse({ x: back.x, y: -66 }, 24, 20, { fill: 'url(#hair)' }));
  const cap = hairCap(context, cut);
  if (look.hair === 'curly') {
    const crown = skull.outline(turn, skullTop, -14, cut.swell - 3);
    for (const [index, point] of crown.entries()) {
      if (index % 3 === 0) parts.push(ellipse(point, 8, 8, { fill: shade(palette.hair, 0.25) }));
    }
  }
  parts.push(polygon(cap, { fill: 'url(#hair)', opacity: look.hair === 'bald' ? 0.55 : 1 }));
  if (look.hair !== 'bald') {
    // A few strands, so that the hair is no flat cap.
    for (let strand = -3; strand <= 3; strand++) {
      const points = [-64, -58, -51, -45].map((y, index) =>
        skull.project(strand * 17 + index * strand * 3 + turn.yaw * -0.3, y, turn, cut.swell - 1),
      );
      parts.push(line(points, tint(palette.hair, strand % 2 === 0 ? 0.3 : 0.12), 1.5, { opacity: 0.35 }));
    }
  }
  return parts.join('');
}

function drawHairBehind({ look, turn, skull, palette }: HeadContext): string {
  if (look.hair !== 'long') return '';
  const top = skull.outline(turn, -40, 20, 9);
  const left = top[0]!;
  const right = top.at(-1)!;
  const away = Math.sin((turn.yaw * Math.PI) / 180);
  const fall = 92;
  return path(
    `${openPath(top)}Q${right.x + 5} 60 ${right.x - 4 - Math.max(0, away) * 52} ${fall}L${left.x + 4 - Math.min(0, away) * 52} ${fall}Q${left.x - 5} 60 ${left.x} ${left.y}Z`,
    { fill: shade(palette.hair, 0.3) },
  );
}

function drawMask(context: HeadContext): string {
  const { turn, skull, look } = context;
  if (skull.facing(0, 30, turn) < -0.45) return '';
  const color = mixColors('#dfe9ee', look.accentColor, look.accentColor.charCodeAt(1) % 2 === 0 ? 0.1 : 0.5);
  const noseBridge = projectPoint({ x: 0, y: 7, z: 57 }, turn);
  const onSkin = (angle: number, y: number, swell: number): Point => skull.project(angle, y, turn, swell);
  const topRight = [onSkin(20, 9, 3), onSkin(40, 13, 2), onSkin(62, 18, 2)];
  const topLeft = [onSkin(-62, 18, 2), onSkin(-40, 13, 2), onSkin(-20, 9, 3)];
  const bottom = [
    onSkin(60, 46, 2),
    onSkin(40, 57, 3),
    onSkin(15, 61.8, 4),
    onSkin(-15, 61.8, 4),
    onSkin(-40, 57, 3),
    onSkin(-60, 46, 2),
  ];
  const parts: string[] = [];
  for (const side of [-1, 1]) {
    if (skull.facing(side * 70, 25, turn) < 0.02) continue;
    parts.push(
      line([onSkin(side * 60, 19, 2), onSkin(side * 92, 2, 2)], tint(color, 0.4), 1.8),
      line([onSkin(side * 58, 45, 2), onSkin(side * 92, 14, 2)], tint(color, 0.4), 1.8),
    );
  }
  const top = skull.facing(0, 8, turn) > 0 ? [...topLeft, noseBridge, ...topRight] : [...topLeft, ...topRight];
  parts.push(polygon([...top, ...bottom], { fill: color }));
  for (const y of [26, 35, 44]) {
    const fold = [-48, -24, 0, 24, 48].map((angle) => onSkin(angle, y + Math.abs(angle) * -0.04, 3));
    parts.push(line(fold, shade(color, 0.35), 1.4, { opacity: 0.5 }));
  }
  parts.push(ellipse(projectPoint({ x: -2, y: 24, z: 58 }, turn), 16, 14, { fill: '#ffffff', opacity: 0.14 }));
  return parts.join('');
}

function drawEyewear(context: HeadContext): string {
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

/** The cloth of a head scarf over neck and shoulders; the head part comes on top, with an opening for the face. */
function drawScarfDrape({ look, skull, turn }: HeadContext): string {
  const edge = skull.outline(turn, -20, 40, 11);
  const left = edge[0]!;
  const right = edge.at(-1)!;
  return path(`${openPath(edge)}Q${right.x + 8} 84 ${68} 112L-68 112Q${left.x - 8} 84 ${left.x} ${left.y}Z`, {
    fill: shade(look.accentColor, 0.3),
  });
}

function drawHeadwear(context: HeadContext): string {
  const { look, turn, skull } = context;
  const color = look.accentColor;
  switch (look.headwear) {
    case 'none':
      return '';
    case 'headscarf':
      return drawScarf(context);
    case 'cap': {
      const dome = skull.outline(turn, skullTop, -34, 9);
      const brim: Point[] = [];
      for (let angle = -64; angle <= 64; angle += 8) brim.push(skull.project(angle, -34, turn, 7));
      for (let angle = 64; angle >= -64; angle -= 8) {
        const reach = 1 + 0.62 * Math.cos((angle * Math.PI) / 128);
        const point = skull.at(angle, -34, 7);
        brim.push(projectPoint({ x: point.x * 1.02, y: -27, z: point.z * reach }, turn));
      }
      const behind = skull.facing(0, -34, turn) < 0;
      const brimShape = polygon(brim, { fill: shade(color, 0.35) });
      const crown = polygon(dome, { fill: color }) + drawClothShade(dome, color);
      return behind ? brimShape + crown : crown + brimShape;
    }
    case 'beanie': {
      const dome = skull.outline(turn, skullTop, -26, 10);
      const rim = skull.outline(turn, -36, -22, 12);
      return polygon(dome, { fill: color }) + drawClothShade(dome, color) + polygon(rim, { fill: shade(color, 0.2) });
    }
    case 'helmet': {
      const dome = skull.outline(turn, skullTop, -24, 14);
      return polygon(dome, { fill: color }) + drawClothShade(dome, color);
    }
    case 'turban': {
      const dome = skull.outline(turn, skullTop, -30, 16);
      const folds = [-56, -46, -38].map((y, index) => {
        const { left, right } = skull.limbs(y, turn, 16);
        const points = [0, 0.25, 0.5, 0.75, 1].map((share) => {
          const at = skull.project(left + (right - left) * share, y + (index - 1) * 3 * (share - 0.5), turn, 15);
          return { x: at.x, y: at.y - 5 * Math.sin(share * Math.PI) };
        });
        return line(points, shade(color, 0.35), 2.2, { opacity: 0.7 });
      });
      return polygon(dome, { fill: color }) + drawClothShade(dome, color) + folds.join('');
    }
    case 'hat': {
      const dome = skull.outline(turn, skullTop, -38, 10);
      const tilt = -36;
      const brim = ellipse({ x: projectPoint({ x: 0, y: 0, z: -8 }, turn).x, y: tilt }, 78, 10, {
        fill: shade(color, 0.3),
      });
      const band = polygon(skull.outline(turn, -46, -37, 11), { fill: shade(color, 0.6) });
      return brim + polygon(dome, { fill: color }) + drawClothShade(dome, color) + band;
    }
  }
}

function drawClothShade(outline: readonly Point[], color: string): string {
  const left = Math.min(...outline.map((point) => point.x));
  const right = Math.max(...outline.map((point) => point.x));
  const gradient = linearGradient('cloth', { x: left, y: -90 }, { x: right, y: -20 }, [
    [0, tint(color, 0.5), 0.55],
    [0.4, color, 0],
    [1, shade(color, 0.8), 0.6],
  ]);
  return element('defs', {}, gradient) + polygon(outline, { fill: 'url(#cloth)' });
}

function drawScarf({ look, skull, turn }: HeadContext): string {
  const color = look.accentColor;
  const outer = skull.outline(turn, skullTop, chinY, 10);
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
