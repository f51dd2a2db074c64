/** What a grid of cameras has to fit into, in CSS pixels. */
export interface GridSpace {
  readonly width: number;
  readonly height: number;
  /** Between tiles, both ways. */
  readonly gap: number;
  /** Height of a tile's caption. */
  readonly captionHeight: number;
  /** Narrowest tile worth looking at; with more tiles than fit, the page scrolls. */
  readonly minTileWidth: number;
}

/** How many columns, and how wide each is. */
export interface GridShape {
  readonly columns: number;
  readonly tileWidth: number;
}

/** Width to height of the pictures' frames. */
const aspectRatio = 16 / 9;

/** The columns that show `count` pictures as large as possible without scrolling; where they would get too small, the most that are not. */
export function chooseColumns(count: number, space: GridSpace): GridShape {
  let best: GridShape = { columns: 1, tileWidth: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const shape = { columns, tileWidth: Math.min(widthOfColumn(columns, space), widthByHeight(count, columns, space)) };
    if (shape.tileWidth > best.tileWidth) best = shape;
  }
  if (best.tileWidth >= Math.min(space.minTileWidth, space.width)) return best;
  const columns = Math.max(1, Math.floor((space.width + space.gap) / (space.minTileWidth + space.gap)));
  return { columns, tileWidth: widthOfColumn(columns, space) };
}

function widthOfColumn(columns: number, { width, gap }: GridSpace): number {
  return Math.floor((width - gap * (columns - 1)) / columns);
}

/** Widest tile of which all rows fit into the height. */
function widthByHeight(count: number, columns: number, { height, gap, captionHeight }: GridSpace): number {
  const rows = Math.ceil(count / columns);
  const tileHeight = (height - gap * (rows - 1)) / rows;
  return Math.floor((tileHeight - captionHeight) * aspectRatio);
}
