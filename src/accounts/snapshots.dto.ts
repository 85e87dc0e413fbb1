import { DecimalField, InstantField, NumberField, TextField } from '../http/fields.js';
import { PageQueryDto } from '../http/page-query.dto.js';

/** Balance and equity at one instant, as the broker or bot states them. */
export class CreateSnapshotDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @TextField({ optional: true, description: 'Unique per account; the snapshot time by default' })
  clientSnapshotId?: string;
  @DecimalField({ kind: 'money', example: '50000' }) balance: string;
  @DecimalField({ kind: 'money', example: '50120.5' }) equity: string;
  @DecimalField({
    kind: 'money',
    optional: true,
    description: 'Floating profit; equity − balance by default',
  })
  profit?: string;
  @DecimalField({ kind: 'money', optional: true, atLeast: '0' }) margin?: string;
  @DecimalField({ kind: 'money', optional: true }) marginFree?: string;
  @NumberField({ optional: true, description: 'Equity ÷ margin × 100; computed when margin is given' })
  marginLevel?: number;
  @NumberField({ whole: true, min: 0, max: 1_000_000, optional: true }) openPositions?: number;
  @DecimalField({ optional: true, atLeast: '0' }) totalVolume?: string;
  @TextField({ max: 64, optional: true }) accountNumber?: string;
  @TextField({ max: 100, optional: true }) server?: string;
  @TextField({ max: 100, optional: true }) broker?: string;
  @InstantField({ optional: true, description: 'Now by default' }) snapshotTime?: string;
}

export class SnapshotView {
  snapshotId: number;
  account: string;
  clientSnapshotId: string;
  accountNumber: string | null;
  server: string | null;
  broker: string | null;
  balance: string;
  equity: string;
  profit: string | null;
  margin: string | null;
  marginFree: string | null;
  marginLevel: number | null;
  openPositions: number | null;
  totalVolume: string | null;
  snapshotTime: string;
  recordedAt: string;
}

export class SnapshotQueryDto extends PageQueryDto {
  @InstantField({ optional: true, description: 'Included' }) from?: string;
  @InstantField({ optional: true, description: 'Excluded' }) to?: string;
}

/** One page, and the cursor that continues it. */
export class SnapshotPageView {
  items: SnapshotView[];
  nextCursor: string | null;
  /** Of the whole list, when asked for. */
  total?: number;
}
