import { edgeColumns, edgeRows } from './picture-statistics.ts';

/** A grid of edge strengths. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

interface Shift {
  readonly columns: number;
  readonly rows: number;
}

/** Correlation of two pictures' edges in place, −1 to 1: changes of light leave it high. 0 where one has none. */
export function correlateEdges(a: Float32Array, b: Float32Array): number {
  return correlateShifted(whole(a), whole(b), { columns: 0, rows: 0 });
}

/** The best correlation at any shift of up to a quarter of the picture: looked for at half the size, then around what was found. */
export function findShift(a: Float32Array, b: Float32Array): number {
  const coarse = findBest(halve(whole(a)), halve(whole(b)), { columns: 0, rows: 0 }, { columns: 8, rows: 5 });
  const around = { columns: coarse.shift.columns * 2, rows: coarse.shift.rows * 2 };
  return findBest(whole(a), whole(b), around, { columns: 1, rows: 1 }).correlation;
}

function findBest(
  a: Grid,
  b: Grid,
  around: Shift,
  reach: Shift,
): { readonly shift: Shift; readonly correlation: number } {
  let best = { shift: around, correlation: -1 };
  for (let rows = around.rows - reach.rows; rows <= around.rows + reach.rows; rows++) {
    for (let columns = around.columns - reach.columns; columns <= around.columns + reach.columns; columns++) {
      const correlation = correlateShifted(a, b, { columns, rows });
      if (correlation > best.correlation) best = { shift: { columns, rows }, correlation };
    }
  }
  return best;
}

function whole(values: Float32Array): Grid {
  return { columns: edgeColumns, rows: edgeRows, values };
}

function halve({ columns, rows, values }: Grid): Grid {
  const half = { columns: columns >> 1, rows: rows >> 1 };
  const means = Float32Array.from({ length: half.columns * half.rows }, (_, index) => {
    const from = Math.floor(index / half.columns) * 2 * columns + (index % half.columns) * 2;
    const sum = (near: number): number => (values[from + near] as number) + (values[from + near + 1] as number);
    return (sum(0) + sum(columns)) / 4;
  });
  return { ...half, values: means };
}

/** Over the part that both have. */
function correlateShifted(a: Grid, b: Grid, shift: Shift): number {
  const { columns, rows } = a;
  let sumA = 0;
  let sumB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  let count = 0;
  const lastRow = Math.min(rows, rows - shift.rows);
  const firstColumn = Math.max(0, -shift.columns);
  const lastColumn = Math.min(columns, columns - shift.columns);
  for (let y = Math.max(0, -shift.rows); y < lastRow; y++) {
    const offset = (y + shift.rows) * columns + shift.columns;
    for (let x = firstColumn; x < lastColumn; x++) {
      const valueA = a.values[y * columns + x] as number;
      const valueB = b.values[offset + x] as number;
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
      count++;
    }
  }
  const spread = (squaresA - (sumA * sumA) / count) * (squaresB - (sumB * sumB) / count);
  return spread > 1e-6 ? (products - (sumA * sumB) / count) / Math.sqrt(spread) : 0;
}
