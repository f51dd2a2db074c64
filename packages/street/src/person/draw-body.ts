import { mixColors, shade, tint } from '../drawing/color.ts';
import { drawBoard, type DrawnBoard } from '../drawing/draw-plate.ts';
import { writeLatin } from '../drawing/draw-writing.ts';
import type { DrawnText } from '../film/scene.ts';
import { skinTones, type PersonLook } from './person-look.ts';
import { ellipse, element, line, linearGradient, path, polygon, rectangle, type Point } from '../drawing/svg.ts';

/** From where a body is seen. The side view looks to the picture's right; mirror it for the other side. */
export type BodyView = 'front' | 'side' | 'back';

/** The drawing's frame in head units (skull.ts): the body hangs below the head, whose origin it shares. */
export const bodyDrawing = { x: -210, y: 78, width: 420, height: 790 } as const;

/** The soles, in head units below the origin of the head. */
export const soleY = 846;

/** Steps in one walking cycle that are drawn. */
export const stridePhases = 8;

interface Limb {
  readonly joint: Point;
  readonly middle: Point;
  readonly end: Point;
}

/** A body as SVG text. `phase` counts the steps of a walking cycle (0 to 7); undefined stands still. */
export function drawBody(look: PersonLook, view: BodyView, phase: number | undefined): string {
  const cycle = phase === undefined ? undefined : (phase / stridePhases) * 2 * Math.PI;
  return drawGradients(look) + (view === 'side' ? drawSide(look, cycle) : drawFront(look, view === 'back', cycle));
}

function drawGradients(look: PersonLook): string {
  return element('defs', {}, clothGradient('top', look.topColor, 125) + clothGradient('bottom', look.bottomColor, 110));
}

function clothGradient(id: string, color: string, half: number): string {
  return linearGradient(id, { x: -half, y: 0 }, { x: half, y: 60 }, [
    [0, tint(color, 0.12)],
    [0.35, color],
    [1, shade(color, 0.45)],
  ]);
}

const skinOf = (look: PersonLook): string => skinTones[look.skinTone]!;

function drawFront(look: PersonLook, back: boolean, cycle: number | undefined): string {
  const swing = (side: number): number => (cycle === undefined ? 0 : Math.sin(cycle) * side);
  const lift = (side: number): number => (cycle === undefined ? 0 : Math.max(0, Math.cos(cycle) * side));
  const parts: string[] = [];
  const legs = [-1, 1].map((side): Limb => {
    const up = lift(side) * 46;
    return {
      joint: { x: side * 44, y: 440 },
      middle: { x: side * 47, y: 640 - up * 0.5 },
      end: { x: side * (44 - swing(side) * 4), y: 820 - up },
    };
  });
  const order = swing(1) >= 0 ? [0, 1] : [1, 0];
  for (const index of order) parts.push(drawLeg(look, legs[index]!, index === 0 ? -1 : 1, back));
  if (look.dress === 'skirt' || look.dress === 'robe' || look.dress === 'longyi') parts.push(drawSkirt(look, swing(1)));
  const arms = [-1, 1].map((side): Limb => {
    const forward = swing(-side);
    return {
      joint: { x: side * 103, y: 138 },
      middle: { x: side * (122 + Math.abs(forward) * 4), y: 272 },
      end: { x: side * (116 - forward * 14), y: 398 - Math.abs(forward) * 26 },
    };
  });
  if (back) for (const arm of arms) parts.push(drawArm(look, arm));
  parts.push(drawTorso(look, back));
  if (!back) for (const arm of arms) parts.push(drawArm(look, arm));
  return parts.join('');
}

function drawTorso(look: PersonLook, back: boolean): string {
  const hem = look.dress === 'robe' ? 470 : 452;
  const outline =
    `M-30 92Q-58 104 -92 112Q-122 120 -120 158L-104 190Q-92 300 -94 380L-98 ${hem}Q0 ${hem + 16} 98 ${hem}L94 380` +
    'Q92 300 104 190L120 158Q122 120 92 112Q58 104 30 92Q0 112 -30 92Z';
  const dark = shade(look.topColor, 0.35);
  const parts = [path(outline, { fill: 'url(#top)' })];
  if (back) {
    parts.push(
      line(
        [
          { x: -34, y: 100 },
          { x: 0, y: 112 },
          { x: 34, y: 100 },
        ],
        dark,
        4,
        { opacity: 0.6 },
      ),
    );
    if (look.backpack) {
      parts.push(rectangle(-72, 142, 144, 210, { rx: 34, fill: look.accentColor }));
    }
    return parts.join('');
  }
  const skin = skinOf(look);
  const collar = [
    { x: -33, y: 95 },
    { x: 0, y: look.dress === 'robe' ? 122 : 150 },
    { x: 33, y: 95 },
  ];
  parts.push(
    polygon([...collar, { x: 0, y: 82 }], { fill: mixColors(skin, '#2a0f08', 0.3) }),
    line(collar, dark, 7),
    line(
      [
        { x: 0, y: 150 },
        { x: 2, y: 300 },
        { x: 0, y: hem },
      ],
      dark,
      2.5,
      { opacity: 0.5 },
    ),
    path('M-70 200Q-40 330 -60 440', { fill: 'none', stroke: dark, 'stroke-width': 5, opacity: 0.25 }),
    look.badge === undefined ? '' : drawBadge(look.badge).svg,
    path('M78 190Q50 330 66 440', { fill: 'none', stroke: dark, 'stroke-width': 7, opacity: 0.3 }),
  );
  if (look.backpack) {
    for (const side of [-1, 1]) {
      parts.push(
        path(`M${side * 66} 108Q${side * 78} 200 ${side * 86} 290`, {
          fill: 'none',
          stroke: shade(look.accentColor, 0.2),
          'stroke-width': 16,
        }),
      );
    }
  }
  return parts.join('');
}

/** The writing on a body seen from this side. */
export function bodyTexts(look: PersonLook, view: BodyView): readonly DrawnText[] {
  return view === 'front' && look.badge !== undefined ? [drawBadge(look.badge).text] : [];
}

const badgePlace = { x: 14, y: 168, width: 72, height: 34, kind: 'badge' } as const;

function drawBadge(name: string): DrawnBoard {
  return drawBoard(writeLatin(name), badgePlace, ['#f4f1e8', '#1d2b4a']);
}

function drawArm(look: PersonLook, arm: Limb): string {
  const skin = skinOf(look);
  const sleeve = shade(look.topColor, 0.12);
  const short = look.dress === 'shorts' || look.dress === 'longyi';
  const wrist = arm.end;
  const parts = [ellipse({ x: wrist.x, y: wrist.y + 18 }, 15, 24, { fill: shade(skin, 0.12) })];
  if (short) {
    parts.push(
      line([arm.joint, arm.middle, wrist], shade(skin, 0.1), 30),
      line([arm.joint, { x: arm.middle.x, y: arm.middle.y - 30 }], sleeve, 46),
    );
  } else {
    parts.push(
      line([arm.joint, arm.middle, wrist], sleeve, 42),
      line([arm.middle, wrist], shade(sleeve, 0.2), 6, { opacity: 0.35 }),
    );
  }
  return parts.join('');
}

function drawLeg(look: PersonLook, leg: Limb, side: number, back: boolean): string {
  const skin = skinOf(look);
  const bare = look.dress === 'shorts' || look.dress === 'longyi';
  const shoe = look.bottomColor === '#1f2124' ? '#4a3728' : '#24211f';
  const foot = { x: leg.end.x + side * 5, y: leg.end.y + (back ? 12 : 14) };
  return [
    ellipse(foot, 26, back ? 13 : 16, { fill: shoe }),
    line([leg.joint, leg.middle, leg.end], bare ? shade(skin, 0.18) : look.bottomColor, bare ? 40 : 58),
    bare ? '' : line([leg.middle, leg.end], shade(look.bottomColor, 0.3), 8, { opacity: 0.4 }),
    look.dress === 'shorts' ? line([leg.joint, leg.middle], look.bottomColor, 66) : '',
  ].join('');
}

function drawSkirt(look: PersonLook, sway: number): string {
  const length = look.dress === 'skirt' ? 640 : look.dress === 'longyi' ? 790 : 816;
  const wide = look.dress === 'longyi' ? 96 : 128;
  const fill = look.dress === 'robe' ? 'url(#top)' : 'url(#bottom)';
  const edge = shade(look.dress === 'robe' ? look.topColor : look.bottomColor, 0.4);
  const shift = sway * 10;
  return (
    path(`M-92 420L${-wide + shift} ${length}Q0 ${length + 18} ${wide + shift} ${length}L92 420Z`, { fill }) +
    path(`M-30 460Q-42 ${length - 150} ${-52 + shift} ${length}M34 450Q30 ${length - 150} ${44 + shift} ${length}`, {
      fill: 'none',
      stroke: edge,
      'stroke-width': 5,
      opacity: 0.4,
    })
  );
}

function swung(joint: Point, angle: number, upper: number, bend: number, lower: number): Limb {
  const middle = { x: joint.x + Math.sin(angle) * upper, y: joint.y + Math.cos(angle) * upper };
  const end = { x: middle.x + Math.sin(angle - bend) * lower, y: middle.y + Math.cos(angle - bend) * lower };
  return { joint, middle, end };
}

function drawSide(look: PersonLook, cycle: number | undefined): string {
  const parts: string[] = [];
  const leg = (offset: number): Limb => {
    if (cycle === undefined) return swung({ x: 2, y: 440 }, 0.02 * (offset + 1), 200, 0.04, 186);
    const at = cycle + offset;
    return swung({ x: 2, y: 440 }, 0.46 * Math.sin(at), 200, 0.1 + 0.75 * Math.max(0, Math.cos(at + 0.5)), 186);
  };
  const arm = (offset: number): Limb => {
    const angle = cycle === undefined ? 0.05 : -0.4 * Math.sin(cycle + offset);
    return swung({ x: -4, y: 146 }, angle, 132, -0.25, 124);
  };
  parts.push(drawArm(look, arm(Math.PI)), drawSideLeg(look, leg(Math.PI), 0.25), drawSideLeg(look, leg(0), 0));
  if (look.dress === 'skirt' || look.dress === 'robe' || look.dress === 'longyi') {
    const spread = cycle === undefined ? 0 : Math.abs(Math.sin(cycle));
    const length = look.dress === 'skirt' ? 640 : 806;
    const wide = (look.dress === 'longyi' ? 66 : 78) + spread * 66;
    parts.push(
      path(`M-62 400L${-wide} ${length}Q0 ${length + 14} ${wide} ${length}L60 400Z`, {
        fill: look.dress === 'robe' ? 'url(#top)' : 'url(#bottom)',
      }),
    );
  }
  if (look.backpack) parts.push(rectangle(-118, 140, 84, 200, { rx: 34, fill: look.accentColor }));
  parts.push(
    path('M-34 92Q-66 112 -66 170Q-62 320 -66 452Q0 470 66 452Q62 340 68 250Q66 150 34 98Q0 112 -34 92Z', {
      fill: 'url(#top)',
    }),
    drawArm(look, arm(0)),
  );
  return parts.join('');
}

function drawSideLeg(look: PersonLook, leg: Limb, darker: number): string {
  const bare = look.dress === 'shorts' || look.dress === 'longyi';
  const color = shade(bare ? skinOf(look) : look.bottomColor, darker + (bare ? 0.15 : 0));
  const shoe = look.bottomColor === '#1f2124' ? '#4a3728' : '#24211f';
  return [
    path(
      `M${leg.end.x - 24} ${leg.end.y + 24}Q${leg.end.x - 26} ${leg.end.y - 6} ${leg.end.x + 8} ${leg.end.y - 4}` +
        `Q${leg.end.x + 54} ${leg.end.y + 8} ${leg.end.x + 54} ${leg.end.y + 24}Z`,
      { fill: shoe },
    ),
    line([leg.joint, leg.middle, leg.end], color, bare ? 42 : 60),
    look.dress === 'shorts' ? line([leg.joint, leg.middle], shade(look.bottomColor, darker), 72) : '',
  ].join('');
}
