/** A point of a drawing, in its own units; y points down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Text of a number in a drawing: two decimals at most, so that a drawing is the same text everywhere. */
export function number(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** Path data of straight lines through the points, closed. */
export function closedPath(points: readonly Point[]): string {
  return `${openPath(points)}Z`;
}

/** Path data of straight lines through the points. */
export function openPath(points: readonly Point[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${number(point.x)} ${number(point.y)}`).join('');
}

/** Attributes of an element; numbers are rounded, undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? number(value) : value}"`)
    .join('');
  return content === '' ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

export function path(data: string, attributes: Attributes): string {
  return element('path', { d: data, ...attributes });
}

export function polygon(points: readonly Point[], attributes: Attributes): string {
  return points.length < 3 ? '' : path(closedPath(points), attributes);
}

/** A line of a given width with round ends and corners. */
export function line(points: readonly Point[], color: string, width: number, attributes: Attributes = {}): string {
  return path(openPath(points), {
    fill: 'none',
    stroke: color,
    'stroke-width': width,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    ...attributes,
  });
}

export function ellipse(center: Point, radiusX: number, radiusY: number, attributes: Attributes): string {
  return element('ellipse', { cx: center.x, cy: center.y, rx: radiusX, ry: radiusY, ...attributes });
}

export function rectangle(x: number, y: number, width: number, height: number, attributes: Attributes): string {
  return element('rect', { x, y, width, height, ...attributes });
}

/** One colour of a gradient: where (0 to 1), which, how opaque (0 to 1, default 1). */
export type GradientStop = readonly [offset: number, color: string, opacity?: number];

function stops(list: readonly GradientStop[]): string {
  return list
    .map(([offset, color, opacity]) =>
      element('stop', { offset, 'stop-color': color, ...(opacity === undefined ? {} : { 'stop-opacity': opacity }) }),
    )
    .join('');
}

/** A gradient along a line, in the drawing's units. */
export function linearGradient(id: string, from: Point, to: Point, list: readonly GradientStop[]): string {
  return element(
    'linearGradient',
    { id, x1: from.x, y1: from.y, x2: to.x, y2: to.y, gradientUnits: 'userSpaceOnUse' },
    stops(list),
  );
}

/** A gradient that spreads from the middle of whatever is filled with it to its edges. */
export function spotGradient(id: string, list: readonly GradientStop[]): string {
  return element('radialGradient', { id, cx: 0.5, cy: 0.5, r: 0.5 }, stops(list));
}

/** A gradient that spreads from a point, in the drawing's units. */
export function radialGradient(id: string, center: Point, radius: number, list: readonly GradientStop[]): string {
  return element(
    'radialGradient',
    { id, cx: center.x, cy: center.y, r: radius, gradientUnits: 'userSpaceOnUse' },
    stops(list),
  );
}
