import { Entity, ForeignKey } from 'typeorm';
import { InstantColumn, JsonColumn, PrimaryIdColumn, PrimaryTextColumn } from '../../database/columns.js';

/** Named values of an account's risk desk that cannot be derived from trades, such as the risk unit. */
@Entity('risk_state')
export class RiskState {
  @ForeignKey('Account', { name: 'fk_risk_state_account' })
  @PrimaryIdColumn()
  accountId: number;
  @PrimaryTextColumn(60) key: string;
  @JsonColumn() value: unknown;
  @InstantColumn() updatedAt: string;
}
