import { isIP, type LookupFunction } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { isLoopback, kindOfAddress } from './address-rules.js';

/** Why a URL may not be called, with the name of the rule for the answer's `errors`. */
export interface UrlRefusal {
  rule: 'url' | 'https' | 'credentials' | 'public_address';
  reason: string;
}

/**
 * Whether a URL may be called at all. What its host resolves to is checked at each call (`guardedLookup`): a name can
 * change its address after it was registered. The URL parser has made 0x7f.1 and 2130706433 into 127.0.0.1 before.
 */
export function refusalOf(text: string, allowPrivate: boolean): UrlRefusal | null {
  if (!URL.canParse(text)) {
    return { rule: 'url', reason: 'Expected an absolute URL such as https://desk.example/hooks' };
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return { rule: 'credentials', reason: 'Expected a URL without a user name or password' };
  }
  const host = hostOf(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowPrivate && isLocal(host))) {
    return { rule: 'https', reason: 'Expected an https URL' };
  }
  const isAllowed = isIP(host) === 0 ? allowPrivate || !isLocal(host) : mayCall(host, allowPrivate);
  return isAllowed ? null : { rule: 'public_address', reason: 'Expected a host with a public address' };
}

function mayCall(address: string, allowPrivate: boolean): boolean {
  const kind = kindOfAddress(address);
  return kind === 'public' || (kind === 'private' && allowPrivate);
}

/** `localhost` and its subdomains are the machine itself, by definition (RFC 6761). */
function isLocal(host: string): boolean {
  return isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : isLoopback(host);
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/** An address behind the name may not be called. */
export class AddressRefusedError extends Error {
  constructor() {
    super('refused: the host has an address that is not public');
  }
}

/**
 * Resolves a host and hands exactly the addresses that were checked to the connection, so that a second answer of the
 * name server (DNS rebinding) cannot lead it elsewhere. One bad address among several refuses them all.
 */
export function guardedLookup(url: URL, allowPrivate: boolean, resolve: Resolve): LookupFunction {
  // Without TLS nothing proves who answers: plain http stays on this machine, whatever the name resolves to.
  const isAllowed = (address: string): boolean =>
    url.protocol === 'https:' ? mayCall(address, allowPrivate) : allowPrivate && isLoopback(address);
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => isAllowed(address))) {
          callback(new AddressRefusedError(), '');
        } else if (options.all === true) {
          callback(null, found);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: unknown) => {
        callback(error as NodeJS.ErrnoException, '');
      },
    );
  };
}
