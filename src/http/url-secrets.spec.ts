import { describe, expect, it } from '@jest/globals';
import { withoutToken } from './url-secrets.js';

describe('withoutToken', () => {
  it.each([
    ['/api/webhooks/tradingview/blt_secret', '/api/webhooks/tradingview/***'],
    ['/api/webhooks/mt5/blt_secret/more?x=1', '/api/webhooks/mt5/***?x=1'],
    ['Cannot POST //API/Webhooks/tradingview/blt_secret', 'Cannot POST //API/Webhooks/tradingview/***'],
    ['/api/webhooks/tradingview', '/api/webhooks/tradingview'],
    ['/api/trades/12', '/api/trades/12'],
    ['/api/events/stream?ticket=blt-ticket_x&since=4', '/api/events/stream?ticket=***&since=4'],
    ['Cannot GET /ws?a=1&Ticket=blt-ticket_x', 'Cannot GET /ws?a=1&Ticket=***'],
    [
      'Expected POST /api/webhooks/{a|b}, with or without "/key"',
      'Expected POST /api/webhooks/{a|b}, with or without "/key"',
    ],
  ])('writes %s as %s', (text, written) => {
    expect(withoutToken(text)).toBe(written);
  });
});
