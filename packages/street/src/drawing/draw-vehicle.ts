import { mixColors, shade, tint } from './color.ts';
import { drawBoard, drawPlate, inventLine } from './draw-plate.ts';
import type { Script } from './draw-writing.ts';
import type { Random } from '../random.ts';
import type { PropDrawing } from '../film/scene.ts';
import { ellipse, element, line, linearGradient, path, rectangle } from './svg.ts';

export type VehicleKind = 'car' | 'motorcycle' | 'rickshaw' | 'van';
export const vehicleKinds: readonly VehicleKind[] = ['car', 'motorcycle', 'rickshaw', 'van'];

const paints = [
  '#7c1f24',
  '#d8d9d6',
  '#2b3f5c',
  '#3b3e43',
  '#8a8f94',
  '#50683f',
  '#b98a2e',
  '#e7e3d8',
  '#1f5a63',
] as const;

/** A vehicle as seen from behind, or a van from its side; units are centimetres. */
export function drawVehicle(kind: VehicleKind, script: Script, random: Random): PropDrawing {
  return drawers[kind](script, random);
}

const drawers: Readonly<Record<VehicleKind, (script: Script, random: Random) => PropDrawing>> = {
  car: drawCar,
  motorcycle: drawMotorcycle,
  rickshaw: drawRickshaw,
  van: drawVan,
};

const paintGradient = (id: string, color: string, top: number): string =>
  element(
    'defs',
    {},
    linearGradient(id, { x: 0, y: top }, { x: 0, y: -20 }, [
      [0, tint(color, 0.35)],
      [0.45, color],
      [1, shade(color, 0.5)],
    ]),
  );

const glass = linearGradient('glass', { x: -60, y: -150 }, { x: 50, y: -90 }, [
  [0, '#8fa6b3'],
  [0.5, '#4a5a64'],
  [1, '#232b31'],
]);

const shadow = (half: number): string => ellipse({ x: 0, y: -2 }, half, 8, { fill: '#101114', opacity: 0.45 });

function drawCar(script: Script, random: Random): PropDrawing {
  const color = random.pick(paints);
  const plate = drawPlate(random, {
    x: 0,
    y: -63,
    width: 54,
    lines: script === 'latin' || script === 'arabic' ? 1 : 2,
    script,
  });
  const parts = [
    paintGradient('paint', color, -150),
    element('defs', {}, glass),
    shadow(92),
    rectangle(-82, -34, 26, 34, { rx: 7, fill: '#17181a' }),
    rectangle(56, -34, 26, 34, { rx: 7, fill: '#17181a' }),
    path(
      'M-86 -30Q-92 -72 -84 -94Q-70 -104 -64 -140Q-60 -150 0 -151Q60 -150 64 -140Q70 -104 84 -94Q92 -72 86 -30Q60 -20 0 -20Q-60 -20 -86 -30Z',
      { fill: 'url(#paint)' },
    ),
    path('M-66 -100Q-58 -122 -54 -138Q0 -146 54 -138Q58 -122 66 -100Q0 -94 -66 -100Z', { fill: 'url(#glass)' }),
    path('M-40 -137L-54 -103', { fill: 'none', stroke: '#cdd9df', 'stroke-width': 7, opacity: 0.25 }),
    path('M-85 -88L-58 -84L-60 -70L-87 -68Z', { fill: '#a51f1d' }),
    path('M85 -88L58 -84L60 -70L87 -68Z', { fill: '#a51f1d' }),
    line(
      [
        { x: -84, y: -45 },
        { x: 84, y: -45 },
      ],
      shade(color, 0.55),
      3,
      { opacity: 0.6 },
    ),
    path('M-80 -38Q0 -28 80 -38L78 -24Q0 -16 -78 -24Z', { fill: mixColors(shade(color, 0.6), '#22252a', 0.5) }),
    plate.svg,
  ];
  return {
    svg: parts.join(''),
    frame: { x: -100, y: -158, width: 200, height: 170 },
    unitsPerMetre: 100,
    texts: [plate.text],
  };
}

function drawMotorcycle(script: Script, random: Random): PropDrawing {
  const color = random.pick(paints);
  const plate = drawPlate(random, { x: 0, y: -52, width: 27, lines: 2, script });
  const parts = [
    paintGradient('paint', color, -110),
    shadow(30),
    rectangle(-7, -62, 14, 62, { rx: 6, fill: '#141518' }),
    path('M-16 -44L-20 -14L-14 -14L-10 -44Z', { fill: '#8a8c8f' }),
    path('M-17 -78Q-20 -96 0 -98Q20 -96 17 -78L13 -66H-13Z', { fill: 'url(#paint)' }),
    path('M-20 -92Q-18 -104 0 -105Q18 -104 20 -92Q0 -86 -20 -92Z', { fill: '#1a1a1c' }),
    rectangle(-10, -79, 20, 6, { rx: 3, fill: '#b01e1c' }),
    line(
      [
        { x: -36, y: -104 },
        { x: -14, y: -100 },
        { x: 14, y: -100 },
        { x: 36, y: -104 },
      ],
      '#2a2b2e',
      4,
    ),
    line(
      [
        { x: -24, y: -104 },
        { x: -32, y: -122 },
      ],
      '#2a2b2e',
      2.5,
    ),
    line(
      [
        { x: 24, y: -104 },
        { x: 32, y: -122 },
      ],
      '#2a2b2e',
      2.5,
    ),
    path('M-38 -127h12l1 7h-14zM38 -127h-12l-1 7h14z', { fill: '#565d62' }),
    plate.svg,
  ];
  return {
    svg: parts.join(''),
    frame: { x: -46, y: -134, width: 92, height: 146 },
    unitsPerMetre: 100,
    texts: [plate.text],
  };
}

function drawRickshaw(script: Script, random: Random): PropDrawing {
  const color = random.pick(['#2f6b46', '#a5802a', '#7a2f35', '#2b4f78'] as const);
  const plate = drawPlate(random, { x: 0, y: -54, width: 46, lines: 2, script });
  const parts = [
    paintGradient('paint', color, -170),
    shadow(70),
    rectangle(-60, -32, 16, 32, { rx: 6, fill: '#17181a' }),
    rectangle(44, -32, 16, 32, { rx: 6, fill: '#17181a' }),
    path('M-62 -150Q-58 -172 0 -174Q58 -172 62 -150L60 -92H-60Z', { fill: '#22252a' }),
    path('M-44 -148Q0 -160 44 -148L42 -112H-42Z', { fill: '#3a454c' }),
    path('M-40 -146L-20 -150L-32 -112H-42Z', { fill: '#6d7c84', opacity: 0.4 }),
    path('M-64 -96H64L60 -26H-60Z', { fill: 'url(#paint)' }),
    line(
      [
        { x: -62, y: -88 },
        { x: 62, y: -88 },
      ],
      '#e5c75a',
      4,
    ),
    path('M-60 -40H-46V-30H-60ZM60 -40H46V-30H60Z', { fill: '#b0201d' }),
    plate.svg,
  ];
  return {
    svg: parts.join(''),
    frame: { x: -74, y: -180, width: 148, height: 192 },
    unitsPerMetre: 100,
    texts: [plate.text],
  };
}

function drawVan(script: Script, random: Random): PropDrawing {
  const color = random.pick(['#dedbd2', '#2f5d73', '#c9b184', '#8c3b34'] as const);
  const ink = color === '#dedbd2' || color === '#c9b184' ? '#2a2622' : '#f0ece2';
  const place = { x: -190, y: -160, width: 210, height: 46, kind: 'sign' } as const;
  const board = drawBoard(inventLine(random, script, place), place, [color, ink]);
  const parts = [
    paintGradient('paint', color, -210),
    element('defs', {}, glass),
    ellipse({ x: 0, y: -2 }, 236, 9, { fill: '#101114', opacity: 0.45 }),
    path('M-232 -34V-190Q-230 -206 -212 -208H96Q128 -206 150 -172L176 -126Q226 -116 230 -92V-34Z', {
      fill: 'url(#paint)',
    }),
    path('M92 -194H112Q126 -192 138 -172L160 -132H92Z', { fill: '#39464e' }),
    path('M60 -204V-38M-60 -204V-170M-60 -106V-38', { fill: 'none', stroke: shade(color, 0.4), 'stroke-width': 2 }),
    rectangle(-232, -48, 462, 16, { fill: shade(color, 0.6) }),
    board.svg,
    drawWheel(-146),
    drawWheel(150),
  ];
  return {
    svg: parts.join(''),
    frame: { x: -246, y: -214, width: 492, height: 226 },
    unitsPerMetre: 100,
    texts: [board.text],
  };
}

/** All dark: a bright hub in a dark tyre is a letter O to a text detector. */
function drawWheel(x: number): string {
  return (
    ellipse({ x, y: -33 }, 33, 33, { fill: '#1d1f21' }) +
    ellipse({ x, y: -33 }, 19, 19, { fill: '#2b2e31', opacity: 0.8 })
  );
}
