export const DATABASE_NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

export function verdict(ratio, isMet) {
  return `${ratio.toFixed(2)} ${isMet ? '✓' : '✗'}`;
}

export function perSecond(rate) {
  return Math.round(rate).toLocaleString('en');
}

export function millis(value) {
  return value.toFixed(value < 1 ? 3 : 2);
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
