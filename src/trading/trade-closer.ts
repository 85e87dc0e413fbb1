import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import { ConflictError, InvalidInputError } from '../common/errors.js';
import { differingFields, type Facts } from '../common/facts.js';
import { type Recorded, created, repeated } from '../common/recorded.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { EventLog } from '../events/event-log.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { assertMove } from './domain/trade-status.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { exited, exitFacts } from './reported-trade.js';
import { tradeEvent } from './trade-events.js';
import { changedColumns, contractTerms } from './trade-row.js';
import type { TradeView } from './trade.view.dto.js';
import { tradeView } from './trade-view.js';
import type { TradeExitDto } from './trades.dto.js';

export interface Close {
  account: AccountRef;
  instrument: InstrumentTerms;
  exit: TradeExitDto;
}

/** Closes a reported trade, once: the same close again answers the first result, another one is a conflict. */
@Injectable()
export class TradeCloser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trades: TradeRepository,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  close(tradeId: number, { account, instrument, exit }: Close): Promise<Recorded<TradeView>> {
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const trade = await this.trades.findById(tradeId, tx);
      if (trade === null) {
        throw new Error(`Expected trade ${tradeId} to exist, it was found before`);
      }
      const facts = exitFacts(exit);
      assertReported(trade);
      if (trade.status === 'CLOSED') {
        return repeatOrThrow(trade, facts, account.account);
      }
      assertMove(trade.status, 'CLOSED');
      const now = this.clock.now();
      const exitTime = exit.exitTime ?? now;
      assertAfterEntry(trade, exitTime);
      const closed = {
        ...exited(trade, contractTerms(account, instrument), { ...exit, exitTime }),
        exitFacts: facts,
      };
      const after = { ...closed, version: trade.version + 1, updatedAt: now };
      this.trades.update(tx, trade, changedColumns(trade, after) ?? {});
      await this.eventLog.append(tx, account.account, [tradeEvent(after, account.account)]);
      return created(tradeView(after, account.account));
    });
  }
}

/** A trade of fills is closed by its fills: closing it here as well would count its exit twice. */
export function assertReported(trade: Trade): void {
  if (trade.origin === 'FILLS') {
    throw new ConflictError(
      'trade_built_from_fills',
      `Trade ${trade.tradeId} is built from fills; record the closing fill instead`,
    );
  }
}

function repeatOrThrow(trade: Trade, facts: Facts, account: string): Recorded<TradeView> {
  const first = trade.exitFacts ?? exitFacts((trade.entryFacts ?? {}) as unknown as TradeExitDto);
  const differing = differingFields(first, facts);
  if (differing.length > 0) {
    throw new ConflictError(
      'trade_already_closed',
      `Trade ${trade.tradeId} was closed with different facts: ${differing.join(', ')}`,
      { extra: { differingFields: differing, tradeId: trade.tradeId } },
    );
  }
  return repeated(tradeView(trade, account));
}

export function assertAfterEntry(trade: Pick<Trade, 'entryTime'>, exitTime: string): void {
  if (exitTime < trade.entryTime) {
    throw InvalidInputError.field(
      'exitTime',
      'after_entry',
      `exitTime: Expected a time not before the entry ${trade.entryTime}, was ${exitTime}`,
    );
  }
}
