import { mixColors, shade, tint } from './color.ts';
import { drawBoard } from './draw-plate.ts';
import { scripts, type Script } from './draw-writing.ts';
import type { Random } from './random.ts';
import type { DrawnText, View } from './scene.ts';
import { ellipse, element, line, linearGradient, path, polygon, rectangle } from './svg.ts';
import type { DrawingFrame } from './sprite.ts';

/** The still picture behind a shot, in stage pixels. */
export interface Backdrop {
  readonly svg: string;
  readonly frame: DrawingFrame;
  readonly texts: readonly DrawnText[];
}

const walls = ['#c9a98a', '#b88f78', '#a8a294', '#d3c3a6', '#8f9a9c', '#b57460', '#9fae9c', '#cdb7b0'] as const;

/** Houses with doors, windows and shops, trees, a pavement and a road. `signs` shop signs are written on. */
export function drawBackdrop(
  random: Random,
  view: View,
  frame: DrawingFrame,
  options: { readonly signs: number; readonly houseDistance: number },
): Backdrop {
  const metre = view.focal / options.houseDistance;
  const streetY = view.horizonY + view.heightMetres * metre;
  const bottom = frame.y + frame.height;
  const right = frame.x + frame.width;
  const parts: string[] = [drawSky(random, frame, streetY)];
  const texts: DrawnText[] = [];
  let signs = options.signs;
  let x = frame.x - random.between(0, 2) * metre;
  let house = 0;
  while (x < right) {
    const width = random.between(4.2, 7.5) * metre;
    const gap = random.chance(0.18) ? random.between(0.8, 2) * metre : 0;
    const inside = x > frame.x + frame.width * 0.1 && x + width < right - frame.width * 0.1;
    const signed = signs > 0 && inside;
    if (signed) signs--;
    const drawn = drawHouse(random.fork(`house ${house++}`), { x, streetY, width, metre, top: frame.y }, signed);
    parts.push(drawn.svg);
    texts.push(...drawn.texts);
    x += width + gap;
  }
  parts.push(drawGround(random, view, frame, streetY, bottom));
  return { svg: parts.join(''), frame, texts };
}

function drawSky(random: Random, frame: DrawingFrame, streetY: number): string {
  const [high, low] = random.pick([
    ['#7fa6c4', '#dfe6e2'],
    ['#9fb3bf', '#e6e2d8'],
    ['#6f97bd', '#f0dfc4'],
    ['#b4bfc4', '#dcdad2'],
  ] as const);
  const gradient = linearGradient('sky', { x: 0, y: frame.y }, { x: 0, y: streetY }, [
    [0, high],
    [1, low],
  ]);
  return (
    element('defs', {}, gradient) + rectangle(frame.x, frame.y, frame.width, streetY - frame.y, { fill: 'url(#sky)' })
  );
}

interface Plot {
  readonly x: number;
  readonly streetY: number;
  readonly width: number;
  readonly metre: number;
  readonly top: number;
}

function drawHouse(
  random: Random,
  plot: Plot,
  signed: boolean,
): { readonly svg: string; readonly texts: readonly DrawnText[] } {
  const { x, streetY, width, metre } = plot;
  const wall = mixColors(random.pick(walls), '#8d8d88', random.between(0, 0.35));
  const storeys = random.integer(2, 4);
  const height = (3.3 + (storeys - 1) * 2.9 + 0.6) * metre;
  const top = streetY - height;
  const id = `wall${Math.round(x * 10)}`.replace('-', 'm').replace('.', '');
  const parts = [
    element(
      'defs',
      {},
      linearGradient(id, { x, y: top }, { x: x + width, y: streetY }, [
        [0, tint(wall, 0.12)],
        [0.6, wall],
        [1, shade(wall, 0.25)],
      ]),
    ),
    rectangle(x, top, width, height, { fill: `url(#${id})` }),
    rectangle(x, top - 0.25 * metre, width, 0.4 * metre, { fill: shade(wall, 0.3) }),
  ];
  const frameColor = random.pick(['#e6e0d2', '#5a4a3c', '#3c4b4a'] as const);
  const columns = Math.max(1, Math.floor(width / (2.3 * metre)));
  const windowWidth = random.between(0.95, 1.25) * metre;
  for (let storey = 1; storey < storeys; storey++) {
    const y = streetY - (3.3 + storey * 2.9 - 0.55) * metre;
    if (y + 1.6 * metre < plot.top) break;
    for (let column = 0; column < columns; column++) {
      const windowX = x + ((column + 0.5) * width) / columns - windowWidth / 2;
      parts.push(drawWindow(random, windowX, y, windowWidth, 1.55 * metre, frameColor, metre));
    }
  }
  parts.push(rectangle(x, streetY - 3.35 * metre, width, 0.16 * metre, { fill: shade(wall, 0.22) }));
  const texts: DrawnText[] = [];
  const shop = signed || random.chance(0.45);
  if (shop) {
    parts.push(drawShop(random, plot, wall));
    if (signed) {
      const script: Script = random.pick(scripts);
      const colors = random.pick([
        ['#23402f', '#efe6c8'],
        ['#7a1f26', '#f4ead2'],
        ['#ece5d3', '#26303c'],
        ['#1f2f4d', '#f2efe4'],
      ] as const);
      const board = drawBoard(
        random,
        {
          x: x + width * 0.1,
          y: streetY - 3.25 * metre,
          width: width * 0.8,
          height: 0.62 * metre,
          kind: 'sign',
          script,
        },
        colors,
      );
      parts.push(board.svg);
      texts.push(board.text);
    }
  } else {
    const doorX = x + width * random.between(0.12, 0.6);
    const door = random.pick(['#4a3426', '#2f4a4a', '#5c2f2c', '#3a3f4a'] as const);
    parts.push(
      rectangle(doorX - 0.1 * metre, streetY - 2.45 * metre, 1.3 * metre, 2.45 * metre, { fill: shade(wall, 0.35) }),
      rectangle(doorX, streetY - 2.35 * metre, 1.1 * metre, 2.35 * metre, { fill: door }),
      rectangle(doorX + 0.12 * metre, streetY - 2.2 * metre, 0.86 * metre, 0.7 * metre, { fill: '#56656b' }),
    );
    if (width > 4.6 * metre) {
      const windowX = doorX > x + width / 2 ? x + 0.5 * metre : x + width - 1.9 * metre;
      parts.push(drawWindow(random, windowX, streetY - 2.3 * metre, 1.35 * metre, 1.4 * metre, frameColor, metre));
    }
  }
  return { svg: parts.join(''), texts };
}

function drawWindow(
  random: Random,
  x: number,
  y: number,
  width: number,
  height: number,
  frameColor: string,
  metre: number,
): string {
  const pane = mixColors('#46545d', random.pick(['#8fa2ad', '#2b3238', '#b9a98a'] as const), random.between(0.1, 0.7));
  const border = 0.09 * metre;
  const curtain = random.chance(0.4)
    ? rectangle(x, y, width * random.between(0.25, 0.45), height, {
        fill: random.pick(['#d9d2c0', '#a9967c', '#8c5a4e'] as const),
        opacity: 0.75,
      })
    : '';
  return [
    rectangle(x - border, y - border, width + border * 2, height + border * 2, { fill: frameColor }),
    rectangle(x, y, width, height, { fill: pane }),
    curtain,
    path(`M${x} ${y}H${x + width * 0.7}L${x} ${y + height * 0.8}Z`, { fill: '#ffffff', opacity: 0.1 }),
    rectangle(x + width / 2 - border / 3, y, border * 0.66, height, { fill: frameColor }),
    rectangle(x - border * 1.6, y + height + border, width + border * 3.2, border * 1.3, {
      fill: shade(frameColor, 0.25),
    }),
  ].join('');
}

function drawShop(random: Random, { x, streetY, width, metre }: Plot, wall: string): string {
  const awning = random.pick(['#8a3b36', '#3f6650', '#b08a3c', '#456079', '#7d7468'] as const);
  const left = x + width * 0.08;
  const inner = width * 0.84;
  const glassTop = streetY - 2.35 * metre;
  const gradient = `shop${Math.round(x * 10)}`.replace('-', 'm').replace('.', '');
  return [
    element(
      'defs',
      {},
      linearGradient(gradient, { x: left, y: glassTop }, { x: left + inner, y: streetY }, [
        [0, '#7d8d93'],
        [0.5, '#38454b'],
        [1, '#586468'],
      ]),
    ),
    rectangle(left, glassTop, inner, 2.35 * metre, { fill: shade(wall, 0.5) }),
    rectangle(left + 0.1 * metre, glassTop, inner * 0.66, 1.85 * metre, { fill: `url(#${gradient})` }),
    rectangle(left + inner * 0.72, glassTop, inner * 0.25, 2.35 * metre, { fill: `url(#${gradient})` }),
    polygon(
      [
        { x: left - 0.1 * metre, y: glassTop - 0.15 * metre },
        { x: left + inner + 0.1 * metre, y: glassTop - 0.15 * metre },
        { x: left + inner + 0.35 * metre, y: glassTop + 0.4 * metre },
        { x: left - 0.35 * metre, y: glassTop + 0.4 * metre },
      ],
      { fill: awning },
    ),
    rectangle(left - 0.35 * metre, glassTop + 0.38 * metre, inner + 0.7 * metre, 0.1 * metre, {
      fill: shade(awning, 0.35),
    }),
  ].join('');
}

function drawGround(random: Random, view: View, frame: DrawingFrame, streetY: number, bottom: number): string {
  const pavement = random.pick(['#a39c90', '#8f8d88', '#b0a591'] as const);
  const road = random.pick(['#55575a', '#606163', '#5b564f'] as const);
  const right = frame.x + frame.width;
  const kerbY = streetY + (bottom - streetY) * 0.16;
  const farKerbY = streetY + (bottom - streetY) * 0.62;
  const gradient = element(
    'defs',
    {},
    linearGradient('road', { x: 0, y: kerbY }, { x: 0, y: farKerbY }, [
      [0, shade(road, 0.1)],
      [1, tint(road, 0.12)],
    ]) +
      linearGradient('pavement', { x: 0, y: farKerbY }, { x: 0, y: bottom }, [
        [0, shade(pavement, 0.12)],
        [1, tint(pavement, 0.12)],
      ]),
  );
  const parts = [
    gradient,
    rectangle(frame.x, streetY, frame.width, bottom - streetY, { fill: 'url(#pavement)' }),
    rectangle(frame.x, streetY, frame.width, kerbY - streetY, { fill: pavement }),
    rectangle(frame.x, kerbY, frame.width, farKerbY - kerbY, { fill: 'url(#road)' }),
    rectangle(frame.x, kerbY - 1.5, frame.width, 3, { fill: shade(pavement, 0.45) }),
    rectangle(frame.x, farKerbY, frame.width, Math.max(3, (bottom - streetY) * 0.014), { fill: tint(pavement, 0.3) }),
    rectangle(frame.x, farKerbY - 2, frame.width, 3, { fill: shade(road, 0.5) }),
  ];
  // Paving joints run to the vanishing point.
  const center = view.horizonX;
  for (let joint = -14; joint <= 14; joint++) {
    const slope = joint * frame.width * 0.09;
    const at = (y: number): number => center + (slope * (y - view.horizonY)) / (bottom - view.horizonY);
    parts.push(
      line(
        [
          { x: at(farKerbY + 4), y: farKerbY + 4 },
          { x: at(bottom), y: bottom },
        ],
        shade(pavement, 0.3),
        1.2,
        { opacity: 0.5 },
      ),
    );
  }
  for (let row = 1; row <= 4; row++) {
    const y = farKerbY + (bottom - farKerbY) * (row / 4.4) ** 1.5;
    parts.push(
      line(
        [
          { x: frame.x, y },
          { x: right, y },
        ],
        shade(pavement, 0.3),
        1.2,
        { opacity: 0.45 },
      ),
    );
  }
  for (let patch = 0; patch < 7; patch++) {
    const y = random.between(kerbY, bottom);
    parts.push(
      ellipse({ x: random.between(frame.x, right), y }, random.between(20, 90), random.between(3, 10), {
        fill: '#2f2d2b',
        opacity: 0.1,
      }),
    );
  }
  return parts.join('');
}
