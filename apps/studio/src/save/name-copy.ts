/** What the hidden copy of a file is called: `street.mov` becomes `street.hidden.mp4`, as on the command line. */
export function nameCopy(name: string, extension: string): string {
  return `${withoutExtension(name)}.hidden${extension}`;
}

/** What the plan of a file is called. */
export function namePlan(name: string): string {
  return `${withoutExtension(name)}.plan.json`;
}

/** What the report on a file is called. */
export function nameReport(name: string): string {
  return `${withoutExtension(name)}.report.json`;
}

function withoutExtension(name: string): string {
  return name.replace(/(?<=.)\.[^.]*$/, '');
}
