/** Messages to copy; docs/webhooks.md explains them. */
export const ALERT_EXAMPLES = {
  tradingview: {
    summary: 'TradingView: a strategy alert (TradersPost template)',
    value: {
      ticker: 'MNQ1!',
      action: 'buy',
      sentiment: 'long',
      quantity: '2',
      price: '15000.25',
      time: '2026-03-02T14:31:05Z',
      interval: '5',
      passphrase: 'blt_your-key',
    },
  },
  mt5: {
    summary: 'MT5: an expert advisor',
    value: {
      symbol: 'EURUSD.m',
      type: 1,
      price: 1.085,
      sl: 1.0875,
      tp: 1.08,
      volume: 0.5,
      comment: 'breakout',
      ticket: 987654321,
      time: '2026.03.02 16:31:05',
      utc_offset: '+02:00',
      token: 'blt_your-key',
    },
  },
  generic: {
    summary: 'Generic: a script',
    value: {
      symbol: 'MNQ',
      side: 'LONG',
      entry: '15000',
      stop: '14980',
      target: '15040',
      contracts: '2',
      strategy: 'VWAP pullback',
      id: 'scanner-42',
      secret: 'blt_your-key',
    },
  },
  pineconnector: {
    summary: 'TradingView: PineConnector text (text/plain)',
    value: '60123456789,closelong,EURUSD,comment="end of day",secret=blt_your-key',
  },
};
