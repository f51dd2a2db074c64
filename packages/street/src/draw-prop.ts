import { shade, tint } from './color.ts';
import { drawBoard } from './draw-plate.ts';
import type { Script } from './draw-writing.ts';
import type { Random } from './random.ts';
import type { PropDrawing } from './scene.ts';
import { ellipse, element, line, linearGradient, path, rectangle } from './svg.ts';

/** A lamp post, `width` centimetres thick. */
export function drawPole(width: number): PropDrawing {
  const half = width / 2;
  const gradient = linearGradient('pole', { x: -half, y: 0 }, { x: half, y: 0 }, [
    [0, '#3a3f42'],
    [0.35, '#8b9294'],
    [1, '#24282a'],
  ]);
  const svg = element('defs', {}, gradient) + rectangle(-half, -620, width, 620, { fill: 'url(#pole)' });
  return { svg, frame: { x: -width * 2, y: -620, width: width * 4, height: 628 }, unitsPerMetre: 100, texts: [] };
}

/** A tree with a round crown. */
export function drawTree(random: Random): PropDrawing {
  const green = random.pick(['#4d6b3c', '#5d7a45', '#3f5f45', '#6f7d3e'] as const);
  const parts = [
    ellipse({ x: 0, y: -2 }, 60, 8, { fill: '#101114', opacity: 0.35 }),
    path('M-13 0Q-9 -120 -12 -230L-60 -310L-50 -316L-4 -250L44 -320L54 -312L11 -228Q9 -110 15 0Z', { fill: '#57453a' }),
  ];
  for (let leaf = 0; leaf < 26; leaf++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = Math.sqrt(random.next());
    const at = { x: Math.cos(angle) * reach * 115, y: -370 + Math.sin(angle) * reach * 90 };
    const light = at.y < -380 ? tint(green, random.between(0, 0.22)) : shade(green, random.between(0, 0.3));
    parts.push(ellipse(at, random.between(36, 62), random.between(30, 50), { fill: light, opacity: 0.92 }));
  }
  return { svg: parts.join(''), frame: { x: -185, y: -530, width: 370, height: 540 }, unitsPerMetre: 100, texts: [] };
}

/** A sign on a post. */
export function drawSignPost(script: Script, random: Random): PropDrawing {
  const colors = random.pick([
    ['#1f4f86', '#f3f1ea'],
    ['#1d5a3d', '#f3f1ea'],
    ['#efeadc', '#202327'],
    ['#d7ad2f', '#1e1b14'],
  ] as const);
  const board = drawBoard(random, { x: -70, y: -262, width: 140, height: 46, kind: 'sign', script }, colors);
  const svg =
    line(
      [
        { x: 0, y: 0 },
        { x: 0, y: -230 },
      ],
      '#6a7073',
      7,
    ) + board.svg;
  return { svg, frame: { x: -78, y: -268, width: 156, height: 274 }, unitsPerMetre: 100, texts: [board.text] };
}

/** A wall of cloth or wood at a stall, as high as a chest or a head: people pass behind it. */
export function drawScreen(random: Random, widthCm: number, heightCm: number): PropDrawing {
  const color = random.pick(['#5d4a3a', '#44545a', '#6d6656', '#7a4a3f'] as const);
  const half = widthCm / 2;
  const gradient = linearGradient('screen', { x: -half, y: -heightCm }, { x: half, y: 0 }, [
    [0, tint(color, 0.18)],
    [1, shade(color, 0.35)],
  ]);
  const svg =
    element('defs', {}, gradient) +
    rectangle(-half, -heightCm, widthCm, heightCm, { fill: 'url(#screen)' }) +
    rectangle(-half, -heightCm, widthCm, 8, { fill: shade(color, 0.45) });
  return {
    svg,
    frame: { x: -half - 2, y: -heightCm - 2, width: widthCm + 4, height: heightCm + 4 },
    unitsPerMetre: 100,
    texts: [],
  };
}
