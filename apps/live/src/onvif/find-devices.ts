import { networkInterfaces } from 'node:os';
import { OptionsError } from '@passerby/engine';
import onvif from 'onvif';

/** A device that answered the call for cameras. Everything but its address is what it says of itself. */
export interface FoundDevice {
  /** Where the answer came from. */
  readonly host: string;
  readonly port: number;
  /** Of its ONVIF service. */
  readonly path: string;
  /** What it calls itself, as one line; empty where it does not say. */
  readonly name: string;
}

export interface FindDevicesOptions {
  /** The network to call in, such as `eth0`; default: all but loopback. */
  readonly networkInterface?: string | undefined;
  /** How long answers are waited for, in milliseconds. Default 3000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Calls for ONVIF cameras (WS-Discovery, multicast that routers do not pass on) and collects who answers. Nobody is contacted beyond that: a device
 * that answers with another one's address is left out.
 * @throws OptionsError where there is no such network.
 */
export async function findDevices(options: FindDevicesOptions = {}): Promise<readonly FoundDevice[]> {
  const { networkInterface, timeoutMs = 3000 } = options;
  const found = new Map<string, FoundDevice>();
  const onDevice = (answer: unknown, { address }: { readonly address: string }): void => {
    const device = readAnswer(answer, address);
    if (device) found.set(`${device.host}:${device.port}${device.path}`, device);
  };
  onvif.Discovery.on('device', onDevice);
  onvif.Discovery.on('error', onBroken);
  try {
    await Promise.all(chooseNetworks(networkInterface).map((device) => probe(device, timeoutMs)));
  } finally {
    onvif.Discovery.off('device', onDevice);
    onvif.Discovery.off('error', onBroken);
  }
  return [...found.values()].toSorted((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }));
}

/** Broken answers of others are theirs; without a listener each would end the process. */
function onBroken(): void {}

function chooseNetworks(wanted: string | undefined): readonly string[] {
  const networks = Object.entries(networkInterfaces());
  const usable = networks.filter(([, addresses]) => addresses?.some(({ family }) => family === 'IPv4'));
  if (wanted === undefined) {
    return usable.filter(([, addresses]) => addresses?.some(({ internal }) => !internal)).map(([name]) => name);
  }
  if (!usable.some(([name]) => name === wanted)) {
    const names = usable.map(([name]) => name).join(', ');
    throw new OptionsError(`Expected one of ${names} for the network interface, received ${JSON.stringify(wanted)}.`);
  }
  return [wanted];
}

/** Answers come as events; that some were broken is no failure. */
function probe(device: string, timeout: number): Promise<void> {
  return new Promise((resolve) => {
    onvif.Discovery.probe({ device, timeout, resolve: false }, () => resolve());
  });
}

function readAnswer(answer: unknown, address: string): FoundDevice | undefined {
  const match = field(field(answer, 'probeMatches'), 'probeMatch');
  const places = textOf(field(match, 'XAddrs'))
    .split(/\s+/)
    .filter((place) => URL.canParse(place));
  const place = places
    .map((text) => new URL(text))
    .find(({ protocol, hostname }) => protocol === 'http:' && hostname === address);
  if (!place) return undefined;
  return {
    host: address,
    port: place.port === '' ? 80 : Number(place.port),
    path: place.pathname,
    name: readName(textOf(field(match, 'scopes'))),
  };
}

/** Scopes are a list of URIs, some of which hold a name. */
function readName(scopes: string): string {
  const parts = ['name', 'hardware'].map(
    (kind) => new RegExp(`onvif://www\\.onvif\\.org/${kind}/(\\S+)`, 'i').exec(scopes)?.[1] ?? '',
  );
  return [...new Set(parts.map(decode))].join(' ').trim();
}

function decode(text: string): string {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** Elements with attributes are objects whose text is at `_`. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const inner = field(value, '_');
  return typeof inner === 'string' ? inner : '';
}
