/** One rule about the edge, judged: a report, on which nothing acts by itself. */
export interface EdgeVerdict {
  /** Stable name, "edge_decay_expected_r". */
  rule: string;
  /** Null when undefined or infinite. */
  value: number | null;
  threshold: number;
  /** The condition holds. Of an alert: there is nothing to worry about. */
  passed: boolean;
  /** What the specification asks for in this state; null for nothing. */
  action: string | null;
  /** The condition in words, with units. */
  note: string;
  /** Trades behind the value. */
  sampleSize: number;
  /** Fewer trades than the rule asks for, or an undefined value: `passed` is then false and `action` null. */
  insufficientData: boolean;
}

export interface EdgeRule {
  rule: string;
  note: string;
  value: number | null;
  threshold: number;
  /** How the value must compare with the threshold for the rule to pass. */
  compare: 'atLeast' | 'above' | 'atMost' | 'below';
  sampleSize: number;
  /** 1 by default. */
  minimumTrades?: number;
  whenPassed?: string;
  whenFailed?: string;
}

/** Judges a rule. The value is rounded to 12 decimals: a fall from 0.20 to 0.14 is 30 %, not 29.999999999999993 %. */
export function verdictOf(edge: EdgeRule): EdgeVerdict {
  const { rule, note, threshold, sampleSize, minimumTrades = 1 } = edge;
  const value = edge.value === null ? null : Number(edge.value.toFixed(12));
  const insufficientData = value === null || sampleSize < minimumTrades;
  const passed = !insufficientData && holds(edge, value);
  const action = (passed ? edge.whenPassed : edge.whenFailed) ?? null;
  return {
    rule,
    // An infinite profit factor passes, and is shown as null: JSON has no infinity.
    value: value === null || !Number.isFinite(value) ? null : value,
    threshold,
    passed,
    action: insufficientData ? null : action,
    note,
    sampleSize,
    insufficientData,
  };
}

function holds({ compare, threshold }: EdgeRule, value: number): boolean {
  switch (compare) {
    case 'atLeast':
      return value >= threshold;
    case 'above':
      return value > threshold;
    case 'atMost':
      return value <= threshold;
    case 'below':
      return value < threshold;
  }
}
