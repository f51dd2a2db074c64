import { text } from '../bytes.ts';

/** What an XMP packet says. */
export interface XmpContent {
  readonly creator: string;
  readonly person?: string;
  readonly position?: { readonly latitude: number; readonly longitude: number };
  /** JPEG. */
  readonly thumbnail?: Buffer;
}

function angle(degrees: number, letter: string): string {
  return `${Math.floor(degrees)},${((degrees % 1) * 60).toFixed(6)}${letter}`;
}

/** Writes an XMP packet. */
export function buildXmp({ creator, person, position, thumbnail }: XmpContent): Buffer {
  const place =
    position === undefined
      ? ''
      : ` exif:GPSLatitude="${angle(position.latitude, 'N')}" exif:GPSLongitude="${angle(position.longitude, 'E')}" wren:place="${position.latitude.toFixed(5)},${position.longitude.toFixed(5)}"`;
  const people =
    person === undefined
      ? ''
      : `<Iptc4xmpExt:PersonInImage xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"><rdf:Bag><rdf:li>${person}</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>`;
  const image =
    thumbnail === undefined
      ? ''
      : `<xmp:Thumbnails xmlns:xmp="http://ns.adobe.com/xap/1.0/"><rdf:Alt><rdf:li rdf:parseType="Resource"><xmpGImg:format xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/">JPEG</xmpGImg:format><xmpGImg:image xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/">${thumbnail.toString('base64')}</xmpGImg:image></rdf:li></rdf:Alt></xmp:Thumbnails>`;
  return text(
    `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:wren="https://example.org/wren/"${place}><dc:creator><rdf:Seq><rdf:li>${creator}</rdf:li></rdf:Seq></dc:creator>${people}${image}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  );
}
