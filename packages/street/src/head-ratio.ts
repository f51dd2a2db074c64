import { soleY } from './draw-body.ts';
import { chinY, skullTop } from './skull.ts';

/** Height of a head (skull to chin) as a share of the whole person's. */
export const headRatio: number = (chinY - skullTop) / (soleY - skullTop);
