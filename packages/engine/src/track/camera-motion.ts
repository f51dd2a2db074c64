import type { LumaPicture } from './luma-picture.ts';
import { noMotion, type Motion } from './motion.ts';

/** Points are sought in this many cells. */
const columns = 8;
const rows = 5;
/** Points are followed by windows of this many pixels to each side. */
const windowReach = 3;
/** Points do not go farther from the first guess than this. */
const farthestPixels = 8;
/** Points this close to a common motion, in small pixels, agree with it. */
const agreePixels = 0.4;
/** Points that move less stand still. */
const stillPixels = 0.2;
/** A camera that stands still explains nearly as many points as the best motion does. */
const stillShare = 0.7;
/** No better motion needs to be sought. */
const nearlyAllShare = 0.8;
/** At least this share of points must agree. */
const agreeShare = 0.35;
/** Brightness steps below this mean gradient hold no point. */
const leastGradient = 6;

/** A point in the frame before and where it is now, in small pixels. */
interface Flow {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
}

/**
 * How the camera moved (pan, tilt, shake, zoom) from one frame to the next, from their small pictures (whole, half, quarter);
 * `undefined` where the frames have too little in common to tell: a cut, a flash, a blank wall. About 0.2 ms.
 */
export function estimateMotion(before: readonly LumaPicture[], after: readonly LumaPicture[]): Motion | undefined {
  const [whole, half, quarter] = before;
  const [wholeAfter, halfAfter, quarterAfter] = after;
  if (!whole || !half || !quarter || !wholeAfter || !halfAfter || !quarterAfter) return undefined;
  if (whole.width !== wholeAfter.width || whole.height !== wholeAfter.height || quarter.width < 24) return undefined;
  const shift = seekShift(quarter, quarterAfter);
  const flows: Flow[] = [];
  for (const point of choosePoints(half)) {
    const rough = followPoint(half, halfAfter, point.x, point.y, point.x + shift.x * 2, point.y + shift.y * 2);
    if (!rough) continue;
    const x = point.x * 2;
    const y = point.y * 2;
    const fine = followPoint(whole, wholeAfter, x, y, x + (rough.x - point.x) * 2, y + (rough.y - point.y) * 2);
    if (fine) flows.push({ x, y, toX: fine.x, toY: fine.y });
  }
  return fitMotion(flows, whole.step);
}

/** The shift of the whole picture, in whole pixels, by which it is most like the other. */
function seekShift(before: LumaPicture, after: LumaPicture): { readonly x: number; readonly y: number } {
  let best = { x: 0, y: 0, cost: shiftCost(before, after, 0, 0) };
  if (best.cost < 1) return best;
  for (const stride of [6, 3, 2, 1, 1]) {
    const centre = best;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        if (dx === 0 && dy === 0) continue;
        const x = centre.x + dx * stride;
        const y = centre.y + dy * stride;
        const cost = shiftCost(before, after, x, y);
        if (cost < best.cost) best = { x, y, cost };
      }
    }
  }
  return best;
}

/** Mean difference of brightness of a grid of pixels after a shift. */
function shiftCost(before: LumaPicture, after: LumaPicture, dx: number, dy: number): number {
  const { width, height } = before;
  const left = Math.max(0, -dx);
  const right = Math.min(width, width - dx);
  const top = Math.max(0, -dy);
  const bottom = Math.min(height, height - dy);
  // A shift by half the picture compares too little to be believed.
  if (right - left < width / 2 || bottom - top < height / 2) return Infinity;
  let sum = 0;
  let count = 0;
  for (let y = top; y < bottom; y += 2) {
    const row = y * width;
    const otherRow = (y + dy) * width + dx;
    for (let x = left; x < right; x += 2) {
      sum += Math.abs((before.data[row + x] as number) - (after.data[otherRow + x] as number));
      count++;
    }
  }
  return sum / count;
}

/** The pixel with the most contrast of each cell. */
function choosePoints(picture: LumaPicture): readonly { readonly x: number; readonly y: number }[] {
  const { width, height, data } = picture;
  const margin = windowReach + 2;
  const points: { x: number; y: number }[] = [];
  const cellWidth = (width - 2 * margin) / columns;
  const cellHeight = (height - 2 * margin) / rows;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let best = leastGradient;
      let at: { x: number; y: number } | undefined;
      const toY = margin + (row + 1) * cellHeight;
      const toX = margin + (column + 1) * cellWidth;
      for (let y = Math.floor(margin + row * cellHeight); y < toY; y += 2) {
        for (let x = Math.floor(margin + column * cellWidth); x < toX; x += 2) {
          const centre = y * width + x;
          const across = Math.abs((data[centre + 2] as number) - (data[centre - 2] as number));
          const down = Math.abs((data[centre + 2 * width] as number) - (data[centre - 2 * width] as number));
          // Corners before edges: along an edge a point slides.
          const contrast = Math.min(across, down) + 0.25 * Math.max(across, down);
          if (contrast > best) {
            best = contrast;
            at = { x, y };
          }
        }
      }
      if (at) points.push(at);
    }
  }
  return points;
}

/** Where the window around a point went, by Lucas and Kanade's method, from a first guess; `undefined` where it cannot be told. */
function followPoint(
  before: LumaPicture,
  after: LumaPicture,
  x: number,
  y: number,
  guessX: number,
  guessY: number,
): { readonly x: number; readonly y: number } | undefined {
  const { width, height } = before;
  const border = windowReach + 2;
  if (x < border || y < border || x >= width - border || y >= height - border) return undefined;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let v = -windowReach; v <= windowReach; v++) {
    for (let u = -windowReach; u <= windowReach; u++) {
      const at = (y + v) * width + x + u;
      const gx = ((before.data[at + 1] as number) - (before.data[at - 1] as number)) / 2;
      const gy = ((before.data[at + width] as number) - (before.data[at - width] as number)) / 2;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
    }
  }
  const determinant = xx * yy - xy * xy;
  if (determinant < 1e-3 * (xx + yy) * (xx + yy) || xx + yy < 500) return undefined;
  let toX = guessX;
  let toY = guessY;
  for (let iteration = 0; iteration < 5; iteration++) {
    const left = Math.floor(toX);
    const top = Math.floor(toY);
    if (left < border || top < border || left >= width - border || top >= height - border) return undefined;
    const fx = toX - left;
    const fy = toY - top;
    let ex = 0;
    let ey = 0;
    for (let v = -windowReach; v <= windowReach; v++) {
      for (let u = -windowReach; u <= windowReach; u++) {
        const at = (y + v) * width + x + u;
        const to = (top + v) * width + left + u;
        const upper = (after.data[to] as number) * (1 - fx) + (after.data[to + 1] as number) * fx;
        const lower = (after.data[to + width] as number) * (1 - fx) + (after.data[to + width + 1] as number) * fx;
        const error = (before.data[at] as number) - upper * (1 - fy) - lower * fy;
        ex += (error * ((before.data[at + 1] as number) - (before.data[at - 1] as number))) / 2;
        ey += (error * ((before.data[at + width] as number) - (before.data[at - width] as number))) / 2;
      }
    }
    const stepX = (yy * ex - xy * ey) / determinant;
    const stepY = (xx * ey - xy * ex) / determinant;
    toX += stepX;
    toY += stepY;
    if (Math.abs(stepX) + Math.abs(stepY) < 0.03) break;
  }
  if (Math.hypot(toX - guessX, toY - guessY) > farthestPixels) return undefined;
  return { x: toX, y: toY };
}

/** The motion that most points share; sizes in small pixels become pixels of the frame by `step`. */
function fitMotion(flows: readonly Flow[], step: number): Motion | undefined {
  if (flows.length < 8) return undefined;
  const still = countAgreeing(flows, noMotion, stillPixels);
  if (still > flows.length * nearlyAllShare) return noMotion;
  let best: Motion = noMotion;
  let most = 0;
  // Pairs of points, and points alone, propose motions; the one that most points agree with wins.
  for (const [index, a] of flows.entries()) {
    const b = flows[(index + (flows.length >> 1)) % flows.length] as Flow;
    for (const motion of [motionOfPair(a, b), { scale: 1, dx: a.toX - a.x, dy: a.toY - a.y }]) {
      const count = motion ? countAgreeing(flows, motion, agreePixels) : 0;
      if (!motion || count <= most) continue;
      best = motion;
      most = count;
    }
    if (most > flows.length * nearlyAllShare) break;
  }
  const enough = Math.max(7, flows.length * agreeShare);
  if (still >= Math.max(enough, most * stillShare)) return noMotion;
  if (most < enough) return undefined;
  const motion = fitSquares(flows.filter((flow) => agrees(flow, best, agreePixels)));
  return { scale: motion.scale, dx: motion.dx * step, dy: motion.dy * step };
}

function motionOfPair(a: Flow, b: Flow): Motion | undefined {
  const before = Math.hypot(a.x - b.x, a.y - b.y);
  if (before < 40) return undefined;
  const scale = Math.hypot(a.toX - b.toX, a.toY - b.toY) / before;
  return { scale, dx: a.toX - scale * a.x, dy: a.toY - scale * a.y };
}

function agrees({ x, y, toX, toY }: Flow, { scale, dx, dy }: Motion, pixels: number): boolean {
  const offX = scale * x + dx - toX;
  const offY = scale * y + dy - toY;
  return offX * offX + offY * offY < pixels * pixels;
}

function countAgreeing(flows: readonly Flow[], motion: Motion, pixels: number): number {
  let count = 0;
  for (const flow of flows) if (agrees(flow, motion, pixels)) count++;
  return count;
}

function fitSquares(flows: readonly Flow[]): Motion {
  const mean = (pick: (flow: Flow) => number): number =>
    flows.reduce((sum, flow) => sum + pick(flow), 0) / flows.length;
  const x = mean((flow) => flow.x);
  const y = mean((flow) => flow.y);
  const toX = mean((flow) => flow.toX);
  const toY = mean((flow) => flow.toY);
  let spread = 0;
  let stretch = 0;
  for (const flow of flows) {
    spread += (flow.x - x) ** 2 + (flow.y - y) ** 2;
    stretch += (flow.x - x) * (flow.toX - toX) + (flow.y - y) * (flow.toY - toY);
  }
  const fitted = spread > 0 ? stretch / spread : 1;
  // A tenth of a percent a frame is noise; nothing zooms more than 10 % a frame.
  const scale = Math.abs(fitted - 1) < 0.001 ? 1 : Math.max(0.9, Math.min(1.1, fitted));
  return { scale, dx: toX - scale * x, dy: toY - scale * y };
}
