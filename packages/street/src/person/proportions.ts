import { bodyDrawing, soleY } from './draw-body.ts';
import type { PersonLook } from './person-look.ts';
import { chinY, skullTop } from './skull.ts';

/** Height of this person's body as a share of an adult's, under a head of the same size. */
export function bodyHeightOf(look: PersonLook): number {
  return look.child ? 0.76 : 1;
}

/** From the soles to the top of the skull, in head units. */
export function standingUnits(look: PersonLook): number {
  return bodyDrawing.y + (soleY - bodyDrawing.y) * bodyHeightOf(look) - skullTop;
}

/** Height of the head, skull to chin, of somebody of this height. */
export function headMetres(look: PersonLook, heightMetres: number): number {
  return ((chinY - skullTop) / standingUnits(look)) * heightMetres;
}
