import { mixColors, shade, tint } from './color.ts';
import type { Random } from '../random.ts';
import type { View } from '../film/scene.ts';
import type { DrawingFrame } from '../film/sprite.ts';
import { ellipse, element, line, linearGradient, polygon, rectangle, spotGradient } from './svg.ts';

/*
 * Houses without anything that stands alone on plain ground: to a text detector a lone window on a wall is a letter. So walls are glazed or
 * jointed all over, shop fronts run from corner to corner, and what is drawn has no stronger contrast than it needs.
 */

const walls = ['#c9a98a', '#b88f78', '#a8a294', '#d3c3a6', '#8f9a9c', '#b57460', '#9fae9c', '#cdb7b0'] as const;

/** The still picture behind a shot: houses, sky, a pavement and a road, in stage pixels. */
export function drawBackdrop(random: Random, view: View, frame: DrawingFrame, houseDistance: number): string {
  const metre = view.focal / houseDistance;
  const streetY = view.horizonY + view.heightMetres * metre;
  const bottom = frame.y + frame.height;
  const right = frame.x + frame.width;
  const parts: string[] = [drawSky(random, frame, streetY)];
  let x = frame.x - random.between(0, 3) * metre;
  for (let house = 0; x < right; house++) {
    const width = random.between(5, 9) * metre;
    parts.push(drawHouse(random.fork(`house ${house}`), { id: `h${house}`, x, streetY, width, metre, top: frame.y }));
    x += width;
  }
  parts.push(drawGround(random, view, frame, streetY, bottom));
  return parts.join('');
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
  const cloud = spotGradient('cloud', [
    [0, '#ffffff', 0.55],
    [0.6, '#ffffff', 0.2],
    [1, '#ffffff', 0],
  ]);
  const parts = [
    element('defs', {}, gradient + cloud),
    rectangle(frame.x, frame.y, frame.width, streetY - frame.y, { fill: 'url(#sky)' }),
  ];
  for (let index = 0; index < 7; index++) {
    const center = {
      x: random.between(frame.x, frame.x + frame.width),
      y: random.between(frame.y, frame.y + (streetY - frame.y) * 0.5),
    };
    const size = frame.width * random.between(0.08, 0.22);
    parts.push(ellipse(center, size, size * 0.3, { fill: 'url(#cloud)' }));
  }
  return parts.join('');
}

interface Plot {
  readonly id: string;
  readonly x: number;
  readonly streetY: number;
  readonly width: number;
  readonly metre: number;
  readonly top: number;
}

function drawHouse(random: Random, plot: Plot): string {
  const { id, x, streetY, width, metre } = plot;
  const wall = mixColors(random.pick(walls), '#8d8d88', random.between(0, 0.35));
  const storeys = random.integer(2, 4);
  const ground = 3.3 * metre;
  const height = ground + (storeys - 1) * 2.9 * metre;
  const top = streetY - height;
  const parts = [
    element(
      'defs',
      {},
      linearGradient(id, { x, y: top }, { x: x + width, y: streetY }, [
        [0, tint(wall, 0.14)],
        [0.6, wall],
        [1, shade(wall, 0.2)],
      ]),
    ),
    rectangle(x, top, width, height, { fill: `url(#${id})` }),
  ];
  // A cornice and a roof that goes on beyond the picture or ends against the sky.
  const roof = mixColors(random.pick(['#7a4a3a', '#5d5f62', '#6d5a48'] as const), wall, 0.3);
  const eaves = 1.3 * metre;
  parts.push(
    polygon(
      [
        { x, y: top },
        { x: x + width * 0.06, y: top - eaves },
        { x: x + width * 0.94, y: top - eaves },
        { x: x + width, y: top },
      ],
      { fill: roof },
    ),
    rectangle(x, top, width, 0.22 * metre, { fill: tint(wall, 0.3) }),
  );
  const upper = { ...plot, top: Math.max(top, plot.top) };
  parts.push(
    random.pick([drawRibbonWindows, drawBays, drawBays, drawGlazing, drawStones])(random, upper, wall, storeys),
    drawShopFront(random, plot, wall),
  );
  return parts.join('');
}

/** Windows that run from corner to corner, one band per storey. */
function drawRibbonWindows(
  random: Random,
  { x, streetY, width, metre, top }: Plot,
  wall: string,
  storeys: number,
): string {
  const glass = mixColors(wall, '#4d5a62', random.between(0.4, 0.6));
  const parts: string[] = [];
  for (let storey = 1; storey < storeys; storey++) {
    const y = streetY - (3.3 + storey * 2.9 - 0.7) * metre;
    if (y + 1.5 * metre < top) break;
    parts.push(
      rectangle(x, y, width, 1.5 * metre, { fill: glass }),
      rectangle(x, y, width, 0.35 * metre, { fill: shade(glass, 0.18) }),
      rectangle(x, y + 1.5 * metre, width, 0.14 * metre, { fill: tint(wall, 0.25) }),
    );
  }
  return parts.join('');
}

/** Window bays from the cornice down to the shop, light where the sky is in them. */
function drawBays(random: Random, { id, x, streetY, width, metre, top }: Plot, wall: string): string {
  const columns = Math.max(2, Math.round(width / (2.2 * metre)));
  const column = width / columns;
  const glass = mixColors(wall, '#56626a', random.between(0.25, 0.4));
  const bottom = streetY - 3.3 * metre;
  const gradient = linearGradient(`${id}w`, { x: 0, y: top }, { x: 0, y: bottom }, [
    [0, tint(glass, 0.3)],
    [0.55, glass],
    [1, mixColors(glass, wall, 0.6)],
  ]);
  const parts = [element('defs', {}, gradient)];
  for (let index = 0; index < columns; index++) {
    parts.push(rectangle(x + (index + 0.12) * column, top, column * 0.76, bottom - top, { fill: `url(#${id}w)` }));
  }
  return parts.join('');
}

/** A wall of glass in a grid. */
function drawGlazing(random: Random, { x, streetY, width, metre, top }: Plot, wall: string, storeys: number): string {
  const columns = Math.max(2, Math.round(width / (1.5 * metre)));
  const pane = width / columns;
  const glass = mixColors('#7c8f99', wall, 0.35);
  const height = (storeys - 1) * 2.9 * metre;
  const parts: string[] = [];
  for (let y = streetY - 3.3 * metre - height, row = 0; row < (storeys - 1) * 2; row++, y += 1.45 * metre) {
    if (y + 1.45 * metre < top) continue;
    for (let column = 0; column < columns; column++) {
      const fill = random.chance(0.5) ? shade(glass, random.between(0, 0.1)) : tint(glass, random.between(0, 0.12));
      parts.push(rectangle(x + column * pane, y, pane + 0.5, 1.45 * metre + 0.5, { fill }));
    }
  }
  return parts.join('');
}

/** Large stones, row by row. */
function drawStones(random: Random, { x, streetY, width, metre, top }: Plot, wall: string, storeys: number): string {
  const parts: string[] = [];
  const rowHeight = 0.58 * metre;
  const rows = Math.ceil(((storeys - 1) * 2.9 * metre) / rowHeight);
  for (let row = 0; row < rows; row++) {
    const y = streetY - 3.3 * metre - (row + 1) * rowHeight;
    if (y + rowHeight < top) break;
    const stone = random.between(1, 1.4) * metre;
    for (let at = x - (row % 2) * stone * 0.5; at < x + width; at += stone) {
      const left = Math.max(x, at);
      const right = Math.min(x + width, at + stone);
      if (right <= left) continue;
      const fill = random.chance(0.5) ? shade(wall, random.between(0, 0.045)) : tint(wall, random.between(0, 0.06));
      parts.push(rectangle(left, y, right - left + 0.5, rowHeight + 0.5, { fill, opacity: 0.75 }));
    }
  }
  return parts.join('');
}

/** Glass from corner to corner under an awning. */
function drawShopFront(random: Random, { id, x, streetY, width, metre }: Plot, wall: string): string {
  const awning = mixColors(random.pick(['#8a3b36', '#3f6650', '#b08a3c', '#456079', '#7d7468'] as const), wall, 0.25);
  const top = streetY - 3.3 * metre;
  const glassTop = streetY - 2.3 * metre;
  const glass = `${id}shop`;
  return [
    element(
      'defs',
      {},
      linearGradient(glass, { x, y: glassTop }, { x: x + width, y: streetY }, [
        [0, mixColors('#7d8d93', wall, 0.25)],
        [0.45, mixColors('#4a585e', wall, 0.25)],
        [1, mixColors('#6a787c', wall, 0.25)],
      ]),
    ),
    rectangle(x, top, width, 0.62 * metre, { fill: shade(wall, 0.2) }),
    rectangle(x, glassTop, width, 2.3 * metre, { fill: `url(#${glass})` }),
    rectangle(x, streetY - 0.45 * metre, width, 0.45 * metre, { fill: shade(wall, 0.4) }),
    rectangle(x, top + 0.62 * metre, width, 0.55 * metre, { fill: awning }),
    rectangle(x, top + 1.14 * metre, width, 0.07 * metre, { fill: shade(awning, 0.3) }),
  ].join('');
}

function drawGround(random: Random, view: View, frame: DrawingFrame, streetY: number, bottom: number): string {
  const pavement = random.pick(['#a39c90', '#8f8d88', '#b0a591'] as const);
  const road = random.pick(['#55575a', '#606163', '#5b564f'] as const);
  const right = frame.x + frame.width;
  const kerbY = streetY + (bottom - streetY) * 0.16;
  const farKerbY = streetY + (bottom - streetY) * 0.62;
  const gradients = element(
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
    gradients,
    rectangle(frame.x, streetY, frame.width, bottom - streetY, { fill: 'url(#pavement)' }),
    rectangle(frame.x, streetY, frame.width, kerbY - streetY, { fill: pavement }),
    rectangle(frame.x, kerbY, frame.width, farKerbY - kerbY, { fill: 'url(#road)' }),
    rectangle(frame.x, kerbY - 1.5, frame.width, 3, { fill: shade(pavement, 0.35) }),
    rectangle(frame.x, farKerbY, frame.width, Math.max(3, (bottom - streetY) * 0.014), { fill: tint(pavement, 0.2) }),
    rectangle(frame.x, farKerbY - 2, frame.width, 3, { fill: shade(road, 0.4) }),
  ];
  // Paving joints run to the vanishing point.
  for (let joint = -14; joint <= 14; joint++) {
    const slope = joint * frame.width * 0.09;
    const at = (y: number): number => view.horizonX + (slope * (y - view.horizonY)) / (bottom - view.horizonY);
    const ends = [
      { x: at(farKerbY + 4), y: farKerbY + 4 },
      { x: at(bottom), y: bottom },
    ];
    parts.push(line(ends, shade(pavement, 0.3), 1.2, { opacity: 0.5 }));
  }
  for (let row = 1; row <= 4; row++) {
    const y = farKerbY + (bottom - farKerbY) * (row / 4.4) ** 1.5;
    const ends = [
      { x: frame.x, y },
      { x: right, y },
    ];
    parts.push(line(ends, shade(pavement, 0.3), 1.2, { opacity: 0.45 }));
  }
  for (let stain = 0; stain < 7; stain++) {
    const center = { x: random.between(frame.x, right), y: random.between(kerbY, bottom) };
    parts.push(ellipse(center, random.between(20, 90), random.between(3, 10), { fill: '#2f2d2b', opacity: 0.1 }));
  }
  return parts.join('');
}
