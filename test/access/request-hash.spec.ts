import { expect, it } from '@jest/globals';
import { factKey } from '../../src/access/fact-key.js';
import { hashRequest } from '../../src/access/request-hash.js';

const REQUEST = { method: 'POST', url: '/api/fills', body: { a: 1, b: { c: '2', d: [1, 2] } } };

it('takes requests for the same whatever the order of their members', () => {
  expect(hashRequest({ ...REQUEST, body: { b: { d: [1, 2], c: '2' }, a: 1 } })).toBe(hashRequest(REQUEST));
});

it.each([
  ['method', { method: 'PUT' }],
  ['path', { url: '/api/trades' }],
  ['query', { url: '/api/fills?account=apex' }],
  ['value', { body: { a: 1, b: { c: '3', d: [1, 2] } } }],
  ['order of a list', { body: { a: 1, b: { c: '2', d: [2, 1] } } }],
  ['type', { body: { a: '1', b: { c: '2', d: [1, 2] } } }],
  ['nesting', { body: { a: 1, b: { c: '2' }, d: [1, 2] } }],
  ['body', { body: undefined }],
])('takes requests for different ones when the %s differs', (_, changes) => {
  expect(hashRequest({ ...REQUEST, ...changes })).not.toBe(hashRequest(REQUEST));
});

it('tells text and bytes apart as well', () => {
  expect(hashRequest({ ...REQUEST, body: 'BUY EURUSD' })).not.toBe(
    hashRequest({ ...REQUEST, body: 'SELL EURUSD' }),
  );
  expect(hashRequest({ ...REQUEST, body: Buffer.from([1]) })).not.toBe(
    hashRequest({ ...REQUEST, body: Buffer.from([2]) }),
  );
});

it('refuses a body that is nested beyond reason instead of exhausting the stack', () => {
  const nested = JSON.parse('['.repeat(5000) + ']'.repeat(5000));

  expect(() => hashRequest({ ...REQUEST, body: nested })).toThrow('at most 64 levels');
});

it('derives the key of a fact from the caller and its key', () => {
  expect(factKey({ apiKeyId: 7, idempotencyKey: 'order-1' })).toBe('idem:7:order-1');
});

it('keeps the key of a fact short enough for a natural key and still unique', () => {
  const [one, two] = ['1', '2'].map((end) => factKey({ apiKeyId: 7, idempotencyKey: 'x'.repeat(199) + end }));

  expect(one?.length).toBeLessThan(170);
  expect(one).not.toBe(two);
});
