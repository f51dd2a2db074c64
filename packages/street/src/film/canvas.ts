import type { Point } from '../drawing/svg.ts';
import type { Box } from '../truth.ts';
import type { Sprite, SpriteLevel } from './sprite.ts';

/** An affine map: x' = a x + c y + e, y' = b x + d y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** The map that first applies `inner`, then `outer`. */
export function chain(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** The map that undoes this one. */
export function invert(map: Affine): Affine {
  const determinant = map.a * map.d - map.b * map.c;
  return {
    a: map.d / determinant,
    b: -map.b / determinant,
    c: -map.c / determinant,
    d: map.a / determinant,
    e: (map.c * map.f - map.d * map.e) / determinant,
    f: (map.b * map.e - map.a * map.f) / determinant,
  };
}

/** Scales (a negative `scaleX` mirrors), then turns by `degrees`, then moves to (x, y). */
export function placeAt(x: number, y: number, scaleX: number, scaleY: number = scaleX, degrees = 0): Affine {
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const sine = Math.sin((degrees * Math.PI) / 180);
  return { a: cosine * scaleX, b: sine * scaleX, c: -sine * scaleY, d: cosine * scaleY, e: x, f: y };
}

export function mapPoint(map: Affine, point: Point): Point {
  return { x: map.a * point.x + map.c * point.y + map.e, y: map.b * point.x + map.d * point.y + map.f };
}

/** Where a sprite was drawn: one byte per pixel of a rectangle that may reach beyond the picture; 1 where the sprite is solid. */
export interface Stamp {
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly solid: Uint8Array;
}

/** What is seen of a stamp. */
export interface SeenPart {
  /** Its solid pixels, inside and outside the picture. */
  readonly all: number;
  /** Those of them that nothing covers. */
  readonly seen: number;
  /** Around the seen ones; undefined where there is none. */
  readonly box: Box | undefined;
}

/** Opacity (0 to 255) from which a sprite counts as covering a pixel. */
const solidAlpha = 128;

/** A picture under construction: RGB, and for each pixel the number of the sprite that is seen there. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, row by row, no padding. */
  readonly rgb: Uint8Array;
  readonly #owners: Uint16Array;
  #drawn = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.rgb = new Uint8Array(width * height * 3);
    this.#owners = new Uint16Array(width * height);
  }

  /** Starts a new picture on top of `backdrop` (same size and layout as `rgb`), or on black. */
  restart(backdrop?: Uint8Array): void {
    if (backdrop) this.rgb.set(backdrop);
    else this.rgb.fill(0);
    this.#owners.fill(0);
    this.#drawn = 0;
  }

  /**
   * Draws a sprite over what is there; `map` leads from the sprite's drawing units to pixels.
   * With `stamp` it also tells which pixels it took, inside and outside the picture.
   */
  draw(sprite: Sprite, map: Affine, stamp: true): Stamp;
  draw(sprite: Sprite, map: Affine): undefined;
  draw(sprite: Sprite, map: Affine, stamp = false): Stamp | undefined {
    const owner = ++this.#drawn;
    const level = chooseLevel(sprite, map);
    const forth = fromLevel(sprite, level, map);
    const corners = [
      { x: 0, y: 0 },
      { x: level.width, y: 0 },
      { x: 0, y: level.height },
      { x: level.width, y: level.height },
    ].map((corner) => mapPoint(forth, corner));
    let left = Math.floor(Math.min(...corners.map((corner) => corner.x)));
    let right = Math.ceil(Math.max(...corners.map((corner) => corner.x)));
    let top = Math.floor(Math.min(...corners.map((corner) => corner.y)));
    let bottom = Math.ceil(Math.max(...corners.map((corner) => corner.y)));
    if (!stamp) {
      left = Math.max(0, left);
      top = Math.max(0, top);
      right = Math.min(this.width, right);
      bottom = Math.min(this.height, bottom);
    }
    const width = Math.max(0, right - left);
    const height = Math.max(0, bottom - top);
    const solid = stamp ? new Uint8Array(width * height) : undefined;
    if (width > 0 && height > 0) this.#paint(level, forth, { left, top, right, bottom }, owner, solid);
    return solid && { owner, x: left, y: top, width, height, solid };
  }

  #paint(
    level: SpriteLevel,
    forth: Affine,
    area: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
    owner: number,
    solid: Uint8Array | undefined,
  ): void {
    const { width, height, rgb } = this;
    const owners = this.#owners;
    const { pixels, width: levelWidth, height: levelHeight } = level;
    const back = invert(forth);
    const lastX = levelWidth - 1;
    const lastY = levelHeight - 1;
    const areaWidth = area.right - area.left;
    for (let y = area.top; y < area.bottom; y++) {
      let u = back.a * (area.left + 0.5) + back.c * (y + 0.5) + back.e - 0.5;
      let v = back.b * (area.left + 0.5) + back.d * (y + 0.5) + back.f - 0.5;
      for (let x = area.left; x < area.right; x++, u += back.a, v += back.b) {
        if (u <= -1 || v <= -1 || u >= levelWidth || v >= levelHeight) continue;
        const column = Math.floor(u);
        const row = Math.floor(v);
        if (column >= 0 && row >= 0 && column < lastX && row < lastY) {
          // Most of a sprite's frame is empty: look before computing.
          const first = (row * levelWidth + column) * 4 + 3;
          const second = first + levelWidth * 4;
          if (pixels[first] === 0 && pixels[first + 4] === 0 && pixels[second] === 0 && pixels[second + 4] === 0)
            continue;
        }
        const shareX = ((u - column) * 256) | 0;
        const shareY = ((v - row) * 256) | 0;
        // Beyond its edges a sprite is transparent: the weights of samples out there are zero.
        const leftX = column >= 0 ? 256 - shareX : 0;
        const rightX = column < lastX ? shareX : 0;
        const upperY = row >= 0 ? 256 - shareY : 0;
        const lowerY = row < lastY ? shareY : 0;
        const w00 = leftX * upperY;
        const w10 = rightX * upperY;
        const w01 = leftX * lowerY;
        const w11 = rightX * lowerY;
        const p00 = ((row < 0 ? 0 : row) * levelWidth + (column < 0 ? 0 : column)) * 4;
        const p10 = rightX === 0 ? p00 : column < 0 ? p00 : p00 + 4;
        const down = lowerY === 0 || row < 0 ? 0 : levelWidth * 4;
        const p01 = p00 + down;
        const p11 = p10 + down;
        const alpha =
          (pixels[p00 + 3]! * w00 + pixels[p10 + 3]! * w10 + pixels[p01 + 3]! * w01 + pixels[p11 + 3]! * w11) >> 16;
        if (alpha === 0) continue;
        if (solid && alpha >= solidAlpha) solid[(y - area.top) * areaWidth + x - area.left] = 1;
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const pixel = y * width + x;
        if (alpha >= solidAlpha) owners[pixel] = owner;
        const to = pixel * 3;
        const under = 255 - alpha;
        // The three channels are written out: in a loop they take half as long again.
        const red = (pixels[p00]! * w00 + pixels[p10]! * w10 + pixels[p01]! * w01 + pixels[p11]! * w11) >> 16;
        const green =
          (pixels[p00 + 1]! * w00 + pixels[p10 + 1]! * w10 + pixels[p01 + 1]! * w01 + pixels[p11 + 1]! * w11) >> 16;
        const blue =
          (pixels[p00 + 2]! * w00 + pixels[p10 + 2]! * w10 + pixels[p01 + 2]! * w01 + pixels[p11 + 2]! * w11) >> 16;
        rgb[to] = red + (((rgb[to]! * under + 127) / 255) | 0);
        rgb[to + 1] = green + (((rgb[to + 1]! * under + 127) / 255) | 0);
        rgb[to + 2] = blue + (((rgb[to + 2]! * under + 127) / 255) | 0);
      }
    }
  }

  /** Fills the picture with an opaque sprite that reaches beyond all its borders. */
  drawBackdrop(sprite: Sprite, map: Affine): void {
    const { width, height, rgb } = this;
    const level = chooseLevel(sprite, map);
    const forth = fromLevel(sprite, level, map);
    const back = invert(forth);
    const { pixels, width: levelWidth } = level;
    const lastX = levelWidth - 2;
    const lastY = level.height - 2;
    for (let y = 0, to = 0; y < height; y++) {
      let u = back.a * 0.5 + back.c * (y + 0.5) + back.e - 0.5;
      let v = back.b * 0.5 + back.d * (y + 0.5) + back.f - 0.5;
      for (let x = 0; x < width; x++, to += 3, u += back.a, v += back.b) {
        const column = u < 0 ? 0 : u > lastX ? lastX : u | 0;
        const row = v < 0 ? 0 : v > lastY ? lastY : v | 0;
        const shareX = ((u - column) * 256) | 0;
        const shareY = ((v - row) * 256) | 0;
        const upper = (row * levelWidth + column) * 4;
        const lower = upper + levelWidth * 4;
        const w10 = shareX * (256 - shareY);
        const w00 = 65536 - 256 * shareY - w10;
        const w11 = shareX * shareY;
        const w01 = 256 * shareY - w11;
        const right = upper + 4;
        const below = lower + 4;
        rgb[to] = (pixels[upper]! * w00 + pixels[right]! * w10 + pixels[lower]! * w01 + pixels[below]! * w11) >> 16;
        rgb[to + 1] =
          (pixels[upper + 1]! * w00 + pixels[right + 1]! * w10 + pixels[lower + 1]! * w01 + pixels[below + 1]! * w11) >>
          16;
        rgb[to + 2] =
          (pixels[upper + 2]! * w00 + pixels[right + 2]! * w10 + pixels[lower + 2]! * w01 + pixels[below + 2]! * w11) >>
          16;
      }
    }
  }

  /**
   * Share (0 to 1) of a stamp's solid pixels inside the region that are still seen in the finished picture; pixels outside the picture are
   * not seen. Zero when the region holds none.
   */
  visibleShare(stamp: Stamp, contains: (x: number, y: number) => boolean): number {
    const { all, seen } = this.measureSeen(stamp, contains);
    return all === 0 ? 0 : seen / all;
  }

  /** Counts a stamp's solid pixels inside the region, and those of them that are still seen in the finished picture. */
  measureSeen({ owner, solid, ...stamp }: Stamp, contains: (x: number, y: number) => boolean): SeenPart {
    let all = 0;
    let seen = 0;
    let [left, top, right, bottom] = [this.width, this.height, 0, 0];
    for (let row = 0; row < stamp.height; row++) {
      const y = stamp.y + row;
      for (let column = 0; column < stamp.width; column++) {
        if (solid[row * stamp.width + column] === 0) continue;
        const x = stamp.x + column;
        if (!contains(x + 0.5, y + 0.5)) continue;
        all++;
        if (x < 0 || y < 0 || x >= this.width || y >= this.height) continue;
        if (this.#owners[y * this.width + x] !== owner) continue;
        seen++;
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x + 1);
        bottom = Math.max(bottom, y + 1);
      }
    }
    return { all, seen, box: seen === 0 ? undefined : { x: left, y: top, width: right - left, height: bottom - top } };
  }
}

/** From pixels of a sprite's level to pixels of the picture. */
function fromLevel({ frame }: Sprite, level: SpriteLevel, map: Affine): Affine {
  return chain(map, {
    a: frame.width / level.width,
    b: 0,
    c: 0,
    d: frame.height / level.height,
    e: frame.x,
    f: frame.y,
  });
}

/** The smallest copy that still has at least as many pixels as will be shown. */
function chooseLevel(sprite: Sprite, map: Affine): SpriteLevel {
  const scale = Math.sqrt(Math.abs(map.a * map.d - map.b * map.c));
  const first = sprite.levels[0]!;
  const needed = scale * sprite.frame.width;
  let chosen = first;
  for (const level of sprite.levels) if (level.width >= needed * 0.98) chosen = level;
  return chosen;
}
