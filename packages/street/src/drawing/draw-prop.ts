import { shade, tint } from './color.ts';
import { drawBoard, inventLine } from './draw-plate.ts';
import type { Script } from './draw-writing.ts';
import type { Random } from '../random.ts';
import type { PropDrawing } from '../film/scene.ts';
import { element, line, linearGradient, rectangle } from './svg.ts';

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

/** A sign on a post. */
export function drawSignPost(script: Script, random: Random): PropDrawing {
  const colors = random.pick([
    ['#1f4f86', '#f3f1ea'],
    ['#1d5a3d', '#f3f1ea'],
    ['#efeadc', '#202327'],
    ['#d7ad2f', '#1e1b14'],
  ] as const);
  const place = { x: -70, y: -262, width: 140, height: 46, kind: 'sign' } as const;
  const board = drawBoard(inventLine(random, script, place), place, colors);
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
