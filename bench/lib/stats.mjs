export function median(values) {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies; NaN for none. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const position = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[position] ?? Number.NaN;
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
