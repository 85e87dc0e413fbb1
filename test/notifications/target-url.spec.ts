import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOfAddress } from '../../src/notifications/address-rules.js';
import { AddressRefusedError, guardedLookup, refusalOf } from '../../src/notifications/target-url.js';

describe('the URL of a target', () => {
  it.each([
    'https://desk.example/hooks?token=1',
    'https://desk.example:8443/',
    'https://8.8.8.8/hook',
    'https://[2a00:1450:4001::200e]/hook',
  ])('may be %s', (url) => {
    expect(refusalOf(url, false)).toBeNull();
  });

  it.each([
    ['desk.example/hooks', 'url'],
    ['https://', 'url'],
    ['http://desk.example/', 'https'],
    ['ftp://desk.example/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user@desk.example/', 'credentials'],
    ['https://user:password@desk.example/', 'credentials'],
    ['http://127.0.0.1/', 'https'],
    ...[
      ...[
        'localhost',
        'LOCALHOST',
        'localhost.',
        'a.localhost',
        '127.0.0.1',
        '127.1',
        '2130706433',
        '0x7f.1',
      ],
      ...['0177.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254'],
      ...['100.100.100.200', '224.0.0.1', '255.255.255.255', '192.0.2.1', '[::1]', '[::]', '[fd00:ec2::254]'],
      ...[
        '[fc00::1]',
        '[fe80::1]',
        '[::ffff:127.0.0.1]',
        '[::ffff:8.8.8.8]',
        '[64:ff9b::7f00:1]',
        '[ff02::1]',
      ],
      ...['[2002:7f00:1::]', '[2001:db8::1]', '[2001:0:7f00:1::]', '[::127.0.0.1]'],
    ].map((host) => [`https://${host}/`, 'public_address'] as [string, string]),
  ])('may not be %s', (url, rule) => {
    expect(refusalOf(url, false)).toMatchObject({ rule });
  });

  it.each([
    'http://localhost:8080/',
    'http://127.0.0.1/',
    'http://[::1]/',
    'https://10.1.2.3/',
    'https://localhost/',
  ])('may be %s where private addresses are allowed', (url) => {
    expect(refusalOf(url, true)).toBeNull();
  });

  it.each([
    ['http://10.1.2.3/', 'https'],
    ['http://desk.example/', 'https'],
    ['https://169.254.169.254/latest/meta-data', 'public_address'],
    ['https://[fd00:ec2::254]/', 'public_address'],
    ['https://100.100.100.200/', 'public_address'],
    ['https://0.0.0.0/', 'public_address'],
    ['https://[fe80::1]/', 'public_address'],
  ])('may not be %s even there', (url, rule) => {
    expect(refusalOf(url, true)).toMatchObject({ rule });
  });
});

describe('an address', () => {
  it('of a private range is never public, however it is written', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const inside = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), byte, byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
      fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte),
    );
    fc.assert(
      fc.property(inside, (bytes) => {
        const text = bytes.join('.');
        const [a, b, c, d] = bytes.map((part) => part.toString(16).padStart(2, '0'));
        expect(kindOfAddress(text)).not.toBe('public');
        expect(kindOfAddress(`::ffff:${text}`)).toBe('forbidden');
        expect(kindOfAddress(`::ffff:${String(a)}${String(b)}:${String(c)}${String(d)}`)).toBe('forbidden');
      }),
    );
  });

  it('that is none is forbidden', () => {
    expect(kindOfAddress('desk.example')).toBe('forbidden');
    expect(kindOfAddress('fe80::1%eth0')).toBe('forbidden');
  });
});

describe('the look-up of a host', () => {
  const lookup = (url: string, addresses: string[], allowPrivate = false) =>
    new Promise<unknown>((resolve) => {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const guarded = guardedLookup(new URL(url), allowPrivate, () => Promise.resolve(found));
      guarded('desk.example', { all: true }, (error, result) => {
        resolve(error ?? result);
      });
    });

  it('hands on exactly what it has checked', async () => {
    expect(await lookup('https://desk.example/', ['8.8.8.8', '2a00::1'])).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2a00::1', family: 6 },
    ]);
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '10.0.0.1']], [['169.254.169.254']], [['::1', '8.8.8.8']], [[]]])(
    'refuses a name for %j',
    async (addresses) => {
      expect(await lookup('https://desk.example/', addresses)).toBeInstanceOf(AddressRefusedError);
    },
  );

  it('keeps plain http on this machine, whatever localhost resolves to', async () => {
    expect(await lookup('http://localhost/', ['127.0.0.1'], true)).toEqual([
      { address: '127.0.0.1', family: 4 },
    ]);
    expect(await lookup('http://localhost/', ['10.0.0.1'], true)).toBeInstanceOf(AddressRefusedError);
    expect(await lookup('http://localhost/', ['8.8.8.8'], true)).toBeInstanceOf(AddressRefusedError);
  });

  it('answers a caller that asks for one address', async () => {
    const resolve = () => Promise.resolve([{ address: '8.8.8.8', family: 4 }]);
    const answer = await new Promise((done) => {
      guardedLookup(new URL('https://desk.example/'), false, resolve)('desk.example', {}, (...result) => {
        done(result);
      });
    });
    expect(answer).toEqual([null, '8.8.8.8', 4]);
  });
});
