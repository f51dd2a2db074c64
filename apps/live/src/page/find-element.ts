/** The element of this kind that the page must have. @throws TypeError where it has none. */
export function findElement<Kind extends Element>(
  root: ParentNode,
  selector: string,
  kind: { new (): Kind; readonly name: string },
): Kind {
  const element = root.querySelector(selector);
  if (!(element instanceof kind)) throw new TypeError(`Expected a ${kind.name} at ${selector}.`);
  return element;
}
