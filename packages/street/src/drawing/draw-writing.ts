import type { Random } from '../random.ts';
import { element, number, path } from './svg.ts';

/** Scripts in which the street's plates and signs look written. Only Latin spells anything; the others are shapes like theirs. */
export type Script = 'latin' | 'burmese' | 'thai' | 'arabic';
export const scripts: readonly Script[] = ['latin', 'burmese', 'thai', 'arabic'];

/** Strokes in a cell 60 wide and 100 high. */
const latin: Readonly<Record<string, string>> = {
  A: 'M4 100L30 2L56 100M14 66H46',
  B: 'M8 2V98H32Q54 98 54 74Q54 50 32 50H8M8 2H30Q50 2 50 26Q50 50 30 50',
  C: 'M54 22Q46 2 30 2Q6 2 6 50Q6 98 30 98Q46 98 54 78',
  D: 'M8 2V98H26Q54 98 54 50Q54 2 26 2Z',
  E: 'M52 2H8V98H52M8 50H44',
  F: 'M52 2H8V100M8 50H44',
  G: 'M54 22Q46 2 30 2Q6 2 6 50Q6 98 30 98Q54 98 54 56H32',
  H: 'M8 0V100M52 0V100M8 50H52',
  J: 'M48 0V72Q48 98 28 98Q8 98 6 74',
  K: 'M8 0V100M52 2L10 56M22 44L54 100',
  L: 'M10 0V98H52',
  M: 'M6 100V2L30 60L54 2V100',
  N: 'M8 100V2L52 98V0',
  P: 'M8 100V2H30Q54 2 54 28Q54 54 30 54H8',
  R: 'M8 100V2H30Q54 2 54 27Q54 52 30 52H8M30 52L54 100',
  S: 'M52 20Q46 2 30 2Q8 2 8 25Q8 44 30 50Q54 56 54 76Q54 98 30 98Q10 98 6 78',
  T: 'M30 2V100M4 2H56',
  U: 'M8 0V66Q8 98 30 98Q52 98 52 66V0',
  V: 'M4 0L30 98L56 0',
  W: 'M3 0L16 98L30 40L44 98L57 0',
  X: 'M6 0L54 100M54 0L6 100',
  Y: 'M4 0L30 52L56 0M30 52V100',
  Z: 'M6 2H54L6 98H54',
  '0': 'M30 2Q6 2 6 50Q6 98 30 98Q54 98 54 50Q54 2 30 2Z',
  '1': 'M12 24L32 2V100',
  '2': 'M8 28Q8 2 30 2Q52 2 52 28Q52 46 30 66L6 98H54',
  '3': 'M8 20Q12 2 30 2Q50 2 50 26Q50 48 28 48Q54 50 54 74Q54 98 30 98Q8 98 6 76',
  '4': 'M42 100V2L4 70H56',
  '5': 'M50 2H12L8 46Q16 38 30 38Q54 40 54 68Q54 98 30 98Q10 98 6 80',
  '6': 'M48 12Q42 2 32 2Q6 4 6 58Q6 98 30 98Q54 98 54 68Q54 42 32 42Q12 42 7 62',
  '7': 'M6 2H54Q30 44 24 100',
  '8': 'M30 2Q8 2 8 25Q8 48 30 48Q52 48 52 25Q52 2 30 2ZM30 48Q5 48 5 74Q5 98 30 98Q55 98 55 74Q55 48 30 48Z',
  '9': 'M12 88Q18 98 28 98Q54 96 54 42Q54 2 30 2Q6 2 6 32Q6 58 28 58Q48 58 53 38',
};

const burmese: readonly string[] = [
  'M44 34A22 22 0 1 0 44 72',
  'M30 30A22 22 0 1 0 30.1 30M30 74V96H50',
  'M16 32A20 20 0 1 1 16 72M16 32L8 22',
  'M30 30A22 22 0 1 0 30.1 30',
  'M20 74A20 22 0 1 1 44 72V96',
  'M8 52A14 18 0 1 1 30 62A14 18 0 1 1 52 50M52 50V34',
  'M30 30A22 22 0 1 0 30.1 30M30 30V10H44',
  'M12 40A18 18 0 1 1 30 74H50M30 74V92',
  'M50 30H24A22 22 0 1 0 46 60',
  'M10 30V70Q30 90 50 70V30M30 40V72',
];
const thai: readonly string[] = [
  'M14 46A7 7 0 1 0 14.1 46M8 52V98M8 40Q10 14 32 14Q52 14 52 40V98',
  'M12 20A7 7 0 1 0 12.1 20M18 26V94H50V14',
  'M14 24A7 7 0 1 0 14.1 24M20 30V98L34 50L50 98V14',
  'M44 88A7 7 0 1 0 44.1 88M50 84V40Q50 14 30 14Q10 14 10 36M10 60Q10 98 38 92',
  'M10 22A7 7 0 1 0 10.1 22M16 28V90Q34 104 50 90V14',
  'M12 60A7 7 0 1 0 12.1 60M10 54Q10 14 30 14Q52 14 52 42V98M20 66L34 98',
  'M20 14H44M44 14Q20 30 22 52Q40 50 46 66Q48 96 16 96',
  'M14 84A7 7 0 1 0 14.1 84M20 80V14M20 50Q50 30 50 98',
];
/** Letters that join on a line at 70; each enters on the right and leaves on the left. */
const arabic: readonly string[] = [
  'M60 70Q52 70 50 52Q48 70 30 70H0M30 88h6',
  'M60 70H44V10M44 70H0',
  'M60 70Q40 72 36 48Q10 40 14 70H0M24 26h6',
  'M60 70H0M46 70Q46 44 32 44Q18 44 22 62Q24 70 0 70M20 26h6M34 26h6',
  'M60 70Q60 50 52 50Q50 70 40 70Q38 52 32 52Q30 70 20 70Q16 54 10 70H0M30 30h6M22 20h6',
  'M60 70H30Q18 70 18 52Q18 40 30 40Q42 42 38 70H0M28 22h6',
];
const arabicDigits: readonly string[] = [
  'M30 6V96',
  'M18 96V8Q30 28 46 6',
  'M12 96V8Q20 26 30 8Q38 26 50 6',
  'M46 8Q18 10 22 32Q40 34 40 44Q14 44 16 74Q24 96 48 92',
  'M30 20Q6 66 12 82Q30 100 48 82Q54 66 30 20Z',
  'M10 12H46V96',
  'M10 8L30 94L50 8',
  'M10 94L30 8L50 94',
  'M44 96V30Q40 8 26 10Q10 16 16 36Q28 46 44 36',
];

/** A line of writing: strokes in the units of its cell, and how wide it is. */
export interface Writing {
  readonly strokes: readonly { readonly data: string; readonly x: number }[];
  /** Width in cell units, where the height is 100. */
  readonly width: number;
}

const advance = 78;

/** Text in the Latin capitals and digits above; other characters leave a gap. */
export function writeLatin(text: string): Writing {
  const strokes = text.split('').flatMap((letter, index) => {
    const data = latin[letter];
    return data === undefined ? [] : [{ data, x: index * advance }];
  });
  return { strokes, width: text.length * advance - 18 };
}

/** A random line of so many glyphs; `digits` writes figures, where the script has its own. */
export function inventWriting(script: Script, count: number, random: Random, digits = false): Writing {
  if (script === 'latin' || (script === 'thai' && digits)) {
    const letters = digits ? '0123456789' : 'ABCDEFGHJKLMNPRSTUVWXYZ';
    return writeLatin(Array.from({ length: count }, () => random.pick(letters.split(''))).join(''));
  }
  if (script === 'arabic') return digits ? line(arabicDigits, advance - 12) : line(arabic, 60);
  return line(script === 'burmese' ? burmese : thai, advance);

  function line(shapes: readonly string[], step: number): Writing {
    const strokes = Array.from({ length: count }, (_, index) => ({ data: random.pick(shapes), x: index * step }));
    return { strokes, width: (count - 1) * step + 60 };
  }
}

/** Draws a line of writing with its left upper corner at (x, y). The letters are squeezed where `maxWidth` is too small. */
export function drawWriting(
  writing: Writing,
  at: { readonly x: number; readonly y: number; readonly height: number; readonly maxWidth: number },
  color: string,
  weight = 13,
): string {
  const scaleY = at.height / 100;
  const scaleX = Math.min(scaleY, at.maxWidth / writing.width);
  const glyphs = writing.strokes.map(({ data, x }) => path(data, { transform: `translate(${number(x)} 0)` })).join('');
  return element(
    'g',
    {
      transform: `translate(${number(at.x)} ${number(at.y)}) scale(${scaleX.toFixed(4)} ${scaleY.toFixed(4)})`,
      fill: 'none',
      stroke: color,
      'stroke-width': weight,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    glyphs,
  );
}
