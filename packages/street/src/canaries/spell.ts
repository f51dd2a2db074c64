function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `1987:06:05 04:03:02`, in UTC. */
export function exifTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const day = [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())].join(':');
  return `${day} ${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')}`;
}

/** How tools write a time. */
export function timeNeedles(seconds: number): string[] {
  const exif = exifTime(seconds);
  const dashed = exif.replace(':', '-').replace(':', '-');
  return [exif, dashed, dashed.replace(' ', 'T')];
}

/** How tools write a position: decimal degrees to four places, and ISO 6709. */
export function positionNeedles({
  latitude,
  longitude,
}: {
  readonly latitude: number;
  readonly longitude: number;
}): string[] {
  return [latitude, longitude].map((degrees) => degrees.toFixed(5).slice(0, -1));
}
