import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accepted, fixture, refused } from '../../../test/fixtures/intake/messages.js';
import { INTAKE_SOURCES } from './intake.js';
import { parseIntake, readIntakeSecret } from './parse-intake.js';

describe('the body', () => {
  it('may carry a byte-order mark and a trailing newline', () => {
    expect(accepted('tradingview', '\uFEFF{"ticker":"MNQ","action":"buy"}\r\n').signals).toHaveLength(1);
  });

  it.each([
    ['nothing', '', 'required'],
    ['an array', '[]', 'object'],
    ['a number', '42', 'object'],
    ['null', 'null', 'object'],
    ['broken JSON', '{"ticker":', 'json'],
    ['prose', 'Price crossed the average', 'json'],
  ])('is refused when it is %s', (_what, body, rule) => {
    expect(refused('tradingview', body)).toMatchObject([{ field: 'body', rule }]);
  });

  it('of PineConnector is not accepted at the other doors', () => {
    expect(refused('generic', fixture('pineconnector-buy.txt'))).toMatchObject([
      { field: 'body', rule: 'json' },
    ]);
  });
});

describe('unreplaced placeholders', () => {
  it('are named with their fields', () => {
    expect(refused('tradingview', fixture('tradingview-unreplaced.json'))).toEqual([
      {
        field: 'action',
        rule: 'unreplaced_placeholder',
        message: 'Expected a value for action, was the unreplaced placeholder {{strategy.order.action}}',
      },
      {
        field: 'strategy_info.market_position',
        rule: 'unreplaced_placeholder',
        message:
          'Expected a value for strategy_info.market_position, was the unreplaced placeholder ' +
          '{{strategy.market_position}}',
      },
    ]);
  });

  it('are named where they break the JSON', () => {
    const body = '{"ticker":"MNQ","action":"buy","price": {{close}}}';
    expect(refused('tradingview', body)).toMatchObject([
      { field: 'price', rule: 'unreplaced_placeholder', message: expect.stringContaining('{{close}}') },
    ]);
  });

  it('are named in PineConnector text', () => {
    expect(refused('tradingview', '60123456789,buy,{{ticker}},risk=1')).toMatchObject([
      { field: 'symbol', rule: 'unreplaced_placeholder' },
    ]);
  });
});

describe('the secret', () => {
  it.each(['secret', 'passphrase', 'api_token', 'token', 'key'])('is read from %s', (key) => {
    expect(accepted('tradingview', { ticker: 'MNQ', action: 'buy', [key]: 's3cret' }).secret).toBe('s3cret');
  });

  it('is readable from a message with errors', () => {
    expect(readIntakeSecret('tradingview', '{"secret":"s3cret","action":"fly"}')).toBe('s3cret');
    expect(readIntakeSecret('tradingview', 'no message at all')).toBeNull();
  });

  it('stays out of the errors, also when it stands in every other field', () => {
    const fields = [
      'symbol',
      'action',
      'side',
      'price',
      'sl',
      'contracts',
      'time',
      'confidence',
      'sentiment',
    ];
    // Digits would make it a price, and braces a placeholder.
    const secret = fc.stringMatching(/^[a-z]{8,60}$/).map((text) => `Zz${text}`);
    fc.assert(
      fc.property(secret, fc.constantFrom(...INTAKE_SOURCES), fc.subarray(fields), (value, source, used) => {
        const body = Object.fromEntries([...used, 'secret'].map((field) => [field, value]));
        for (const error of refused(source, { ticker: 'MNQ', close: 1, ...body })) {
          expect(error.message).not.toContain(value.slice(0, 20));
        }
      }),
    );
  });

  it('stays out of the errors of PineConnector text in the wrong order', () => {
    const [error] = refused('tradingview', 'EURUSD,60123456789,buy,secret=60123456789');
    expect(error).toMatchObject({ field: 'action', message: expect.not.stringContaining('60123456789') });
  });
});

describe('any input', () => {
  const source = fc.constantFrom(...INTAKE_SOURCES);

  it('of text never throws', () => {
    const piece = fc.constantFrom(
      ',',
      '=',
      '"',
      'buy',
      '{{close}}',
      '{',
      '}',
      'ENTER-LONG_',
      'sl',
      '1e999',
      '\uFEFF',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(source, text, (from, body) => expect(parseIntake(from, body)).toHaveProperty('ok')),
    );
  });

  it('of JSON never throws', () => {
    fc.assert(
      fc.property(source, fc.json(), (from, body) => expect(parseIntake(from, body)).toHaveProperty('ok')),
    );
  });

  it('of known fields with any values never throws, and every entry keeps its stop on its side', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        'buy',
        'short',
        'flat',
        'exit',
        'add',
        0,
        1,
        '1.5',
        1e308,
        '-3',
        { percent: '5' },
        '__proto__',
      ),
    );
    const keys = [
      'symbol',
      'type',
      'code',
      'action',
      'order_action',
      'sentiment',
      'price',
      'sl',
      'tp',
      'stopLoss',
    ];
    const message = fc.dictionary(
      fc.constantFrom(...keys, 'time', 'volume', 'market_position', '__proto__'),
      value,
    );
    fc.assert(
      fc.property(source, message, (from, record) => {
        const result = parseIntake(from, JSON.stringify(record));
        for (const signal of result.ok ? result.message.signals : []) {
          const direction = { BUY: 1, SELL: -1, CLOSE: 0, HOLD: 0 }[signal.signalType];
          if (signal.price !== null && signal.stopLoss !== null) {
            expect((Number(signal.price) - Number(signal.stopLoss)) * direction).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  it('of extreme nesting never throws', () => {
    const depth = 50_000;
    const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(parseIntake('generic', nested)).toHaveProperty('ok', false);
  });
});
