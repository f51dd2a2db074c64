/** A colour space of three primaries and one curve, for a profile. */
export interface ColorSpace {
  /** CIE xy of red, green, blue and white. */
  readonly primaries: readonly [Chromaticity, Chromaticity, Chromaticity, Chromaticity];
  /** `srgb`, or the exponent that turns samples into light. */
  readonly curve: 'srgb' | number;
}

export interface Chromaticity {
  readonly x: number;
  readonly y: number;
}

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** D50, the white of profiles. */
const profileWhite: Vector = [0.9642, 1, 0.8249];

/** Bradford: cone-like responses, in which whites are matched. */
const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/**
 * Makes an ICC profile (version 4, matrix and curve) for a colour space that a file names by numbers only,
 * so that one colour management converts all pictures.
 */
export function makeColorProfile(space: ColorSpace): Buffer {
  const columns = transpose(colorantMatrix(space.primaries));
  const curve = encodeCurve(space.curve);
  const tags: [string, Buffer][] = [
    ['desc', encodeText('mluc', 'Named by numbers')],
    ['cprt', encodeText('mluc', 'None')],
    ['wtpt', encodeXyz(profileWhite)],
    ['rXYZ', encodeXyz(columns[0])],
    ['gXYZ', encodeXyz(columns[1])],
    ['bXYZ', encodeXyz(columns[2])],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const head = Buffer.alloc(128);
  let at = head.length + table.length;
  for (const [i, [name, data]] of tags.entries()) {
    table.write(name, 4 + i * 12, 'latin1');
    table.writeUInt32BE(at, 8 + i * 12);
    table.writeUInt32BE(data.length, 12 + i * 12);
    at += data.length;
  }
  head.writeUInt32BE(at, 0);
  head.writeUInt32BE(0x04300000, 8);
  head.write('mntrRGB XYZ ', 12, 'latin1');
  head.write('acsp', 36, 'latin1');
  encodeXyz(profileWhite).copy(head, 68, 8);
  return Buffer.concat([head, table, ...tags.map(([, data]) => data)]);
}

/** Linear RGB to XYZ under D50. */
function colorantMatrix([red, green, blue, white]: ColorSpace['primaries']): Matrix {
  const columns = transpose([toXyz(red), toXyz(green), toXyz(blue)]);
  const sourceWhite = toXyz(white);
  // Each primary as strong as it must be for all three together to be white.
  const strength = multiply(invert(columns), sourceWhite);
  const toSourceXyz = columns.map((row) => row.map((value, i) => value * strength[i]!)) as unknown as Matrix;
  const from = multiply(bradford, sourceWhite);
  const to = multiply(bradford, profileWhite);
  const scaled = bradford.map((row, i) => row.map((value) => (value * to[i]!) / from[i]!)) as unknown as Matrix;
  return join(invert(bradford), join(scaled, toSourceXyz));
}

function toXyz({ x, y }: Chromaticity): Vector {
  return [x / y, 1, (1 - x - y) / y];
}

function multiply(matrix: Matrix, [a, b, c]: Vector): Vector {
  return matrix.map((row) => row[0] * a + row[1] * b + row[2] * c) as unknown as Vector;
}

function join(left: Matrix, right: Matrix): Matrix {
  return transpose(transpose(right).map((column) => multiply(left, column)) as unknown as Matrix);
}

function transpose([a, b, c]: Matrix): Matrix {
  return [
    [a[0], b[0], c[0]],
    [a[1], b[1], c[1]],
    [a[2], b[2], c[2]],
  ];
}

function cross(p: Vector, q: Vector): Vector {
  return [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
}

function invert(matrix: Matrix): Matrix {
  const [a, b, c] = matrix;
  const across = cross(b, c);
  const determinant = a[0] * across[0] + a[1] * across[1] + a[2] * across[2];
  const columns = [across, cross(c, a), cross(a, b)].map((column) => column.map((value) => value / determinant));
  return transpose(columns as unknown as Matrix);
}

function fixed(value: number): number {
  return Math.round(value * 65536);
}

function encodeXyz(vector: Vector): Buffer {
  const data = Buffer.alloc(20);
  data.write('XYZ ', 0, 'latin1');
  for (const [i, value] of vector.entries()) data.writeInt32BE(fixed(value), 8 + i * 4);
  return data;
}

function encodeCurve(curve: ColorSpace['curve']): Buffer {
  // Kind 0 is a plain exponent; kind 3 is sRGB's: exponent, scale, offset, slope near black, where that ends.
  const values = curve === 'srgb' ? [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] : [curve];
  const data = Buffer.alloc(12 + values.length * 4);
  data.write('para', 0, 'latin1');
  data.writeUInt16BE(values.length === 1 ? 0 : 3, 8);
  for (const [i, value] of values.entries()) data.writeInt32BE(fixed(value), 12 + i * 4);
  return data;
}

function encodeText(type: string, text: string): Buffer {
  const letters = Buffer.from(text, 'utf16le').swap16();
  const data = Buffer.alloc(28 + letters.length + (letters.length % 4));
  data.write(type, 0, 'latin1');
  data.writeUInt32BE(1, 8);
  data.writeUInt32BE(12, 12);
  data.write('enUS', 16, 'latin1');
  data.writeUInt32BE(letters.length, 20);
  data.writeUInt32BE(28, 24);
  letters.copy(data, 28);
  return data;
}
