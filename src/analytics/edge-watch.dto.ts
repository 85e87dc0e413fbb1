import { NumberField, TextField } from '../http/fields.js';

export const DEFAULT_WINDOW = 100;
const MAX_WINDOW = 1000;

export class EdgeQueryDto {
  @TextField({ max: 64, example: 'demo', description: 'Slug' }) account: string;
  @TextField({ max: 100, optional: true, description: 'Only trades of this strategy' }) strategy?: string;
  @NumberField({
    whole: true,
    min: 1,
    max: MAX_WINDOW,
    optional: true,
    description: `The latest so many closed trades, ${DEFAULT_WINDOW} by default; rules look at 10 to 90 of them`,
  })
  window?: number;
}

/** One rule, judged. */
export class EdgeVerdictView {
  rule: string;
  /** Null when undefined or infinite. */
  value: number | null;
  threshold: number;
  /** Of an alert: there is nothing to worry about. */
  passed: boolean;
  /** What the rule asks for in this state; null for nothing. */
  action: string | null;
  note: string;
  /** Trades behind the value. */
  sampleSize: number;
  /** Too few trades, or an undefined value. */
  insufficientData: boolean;
}

/** A promotion: every condition must hold. */
export class PromotionView {
  promotion: string;
  passed: boolean;
  action: string | null;
  insufficientData: boolean;
  /** What else is asked for, which trades cannot tell. */
  note: string | null;
  conditions: EdgeVerdictView[];
}

export class EdgeReportView {
  account: string;
  strategy: string | null;
  window: number;
  /** Closed trades found in the window. */
  sampleSize: number;
  alerts: EdgeVerdictView[];
  /** Judged before the promotions. */
  scaling: EdgeVerdictView[];
  promotions: PromotionView[];
}
