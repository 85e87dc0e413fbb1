import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import { ConflictError, InvalidInputError } from '../common/errors.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import { EventLog } from '../events/event-log.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { assertLevels } from './domain/stop-side.js';
import { assertMove } from './domain/trade-status.js';
import { TradeChangeRepository } from './persistence/trade-change.repository.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { entered } from './reported-trade.js';
import { tradeEvent } from './trade-events.js';
import { changedColumns, contractTerms, ledgerOf, withFigures } from './trade-row.js';
import type { TradeView } from './trade.view.dto.js';
import { tradeView } from './trade-view.js';
import type { UpdateTradeDto } from './trades.dto.js';

export interface Edit {
  account: AccountRef;
  instrument: InstrumentTerms;
  changes: UpdateTradeDto;
  /** Name of the key that makes the change. */
  changedBy: string;
}

interface Versions {
  before: Trade;
  after: Trade;
}

/** Columns whose edits are kept in the history; the rest follows from them. */
const KEPT: ReadonlySet<string> = new Set([
  'notes',
  'tags',
  'mentalStatePreTrade',
  'ruleBreaks',
  'strategy',
  'stopLoss',
  'takeProfit',
  'mae',
  'mfe',
  'executionQualityScore',
  'fxRate',
  'status',
  'entryPrice',
  'entryTime',
]);

/** Edits a trade: journal fields, stop and target moves, a missing rate, the fate of a pending trade. */
@Injectable()
export class TradeEditor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trades: TradeRepository,
    private readonly history: TradeChangeRepository,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  edit(tradeId: number, edit: Edit): Promise<TradeView> {
    const { account } = edit;
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const before = await this.trades.findById(tradeId, tx);
      if (before === null) {
        throw new Error(`Expected trade ${tradeId} to exist, it was found before`);
      }
      assertVersion(before, edit.changes.expectedVersion);
      const edited = this.#apply(before, edit);
      const changes = changedColumns(before, edited);
      if (changes === null) {
        return tradeView(before, account.account);
      }
      const after = { ...edited, version: before.version + 1, updatedAt: this.clock.now() };
      await this.#store(tx, { before, after }, edit);
      return tradeView(after, account.account);
    });
  }

  async #store(tx: Tx, { before, after }: Versions, { account, changes, changedBy }: Edit): Promise<void> {
    const columns = changedColumns(before, after) ?? {};
    this.trades.update(tx, before, columns);
    if ('tags' in columns) {
      this.trades.replaceTags(tx, after.tradeId, after.tags);
    }
    const kept = Object.keys(columns).filter((column) => KEPT.has(column)) as (keyof Trade)[];
    this.history.insert(
      tx,
      kept.map((field) => ({
        tradeId: after.tradeId,
        field,
        before: before[field],
        after: after[field],
        changedBy,
        occurredAt: changes.occurredAt ?? after.updatedAt,
        recordedAt: after.updatedAt,
      })),
    );
    await this.eventLog.append(tx, account.account, [tradeEvent(after, account.account, kept)]);
  }

  #apply(before: Trade, { account, instrument, changes }: Edit): Trade {
    assertLevelsMovable(before, changes);
    let trade = withJournal(before, changes);
    trade = withLevels(trade, changes);
    trade = this.#withStatus(trade, { account, instrument, changes });
    assertInitialLevels(before, trade);
    return trade.ledger === null
      ? trade
      : withFigures(trade, ledgerOf(trade), contractTerms(account, instrument));
  }

  #withStatus(trade: Trade, { account, instrument, changes }: Omit<Edit, 'changedBy'>): Trade {
    const { status } = changes;
    if (status === undefined || status === trade.status) {
      return trade.status === 'PENDING' ? withPlannedEntry(trade, changes) : trade;
    }
    if (status === 'CLOSED') {
      throw new ConflictError('illegal_status_move', 'Expected POST /api/trades/{id}/close for a close', {
        fields: [{ field: 'status', rule: 'illegal_status_move', message: 'CLOSED is reached by a close' }],
      });
    }
    assertMove(trade.status, status);
    if (status !== 'OPEN') {
      return { ...trade, status };
    }
    const price = changes.entryPrice ?? trade.entryPrice;
    if (price === null) {
      throw InvalidInputError.field(
        'entryPrice',
        'required',
        'entryPrice: Expected a value with status OPEN',
      );
    }
    return entered(trade, contractTerms(account, instrument), {
      price,
      time: changes.entryTime ?? this.clock.now(),
      // Costs, rate and intended price were stated with the order.
      dto: trade.entryFacts ?? {},
    });
  }
}

function assertVersion(trade: Trade, expected: number | undefined): void {
  if (expected !== undefined && expected !== trade.version) {
    throw new ConflictError(
      'version_conflict',
      `Expected version ${expected} of trade ${trade.tradeId}, was ${trade.version}`,
      {
        extra: { version: trade.version },
      },
    );
  }
}

/** A stop that moves after the end would rewrite history. */
function assertLevelsMovable(trade: Trade, changes: UpdateTradeDto): void {
  const isOver = trade.status !== 'OPEN' && trade.status !== 'PENDING';
  for (const field of ['stopLoss', 'takeProfit'] as const) {
    if (isOver && changes[field] !== undefined && changes[field] !== trade[field]) {
      throw new ConflictError(
        'trade_is_over',
        `Expected an open trade for a new ${field}, was ${trade.status}`,
        {
          fields: [{ field, rule: 'trade_is_over', message: `The trade is ${trade.status}` }],
        },
      );
    }
  }
  if (changes.entryPrice !== undefined && trade.status !== 'PENDING') {
    throw new ConflictError(
      'illegal_status_move',
      'Expected entryPrice only when a PENDING trade becomes OPEN',
      {
        fields: [
          { field: 'entryPrice', rule: 'illegal_status_move', message: `The trade is ${trade.status}` },
        ],
      },
    );
  }
}

function withJournal(trade: Trade, changes: UpdateTradeDto): Trade {
  return {
    ...trade,
    notes: changes.notes ?? trade.notes,
    notesSearch: changes.notes?.toLowerCase() ?? trade.notesSearch,
    tags: changes.tags ?? trade.tags,
    mentalStatePreTrade: changes.mentalStatePreTrade ?? changes.mentalState ?? trade.mentalStatePreTrade,
    ruleBreaks: changes.ruleBreaks ?? trade.ruleBreaks,
    strategy: changes.strategy ?? trade.strategy,
    mae: changes.mae ?? trade.mae,
    mfe: changes.mfe ?? trade.mfe,
    executionQualityScore: changes.executionQualityScore ?? trade.executionQualityScore,
    fxRate: changes.fxRate ?? trade.fxRate,
  };
}

function withLevels(trade: Trade, changes: UpdateTradeDto): Trade {
  return {
    ...trade,
    stopLoss: changes.stopLoss ?? trade.stopLoss,
    takeProfit: changes.takeProfit ?? trade.takeProfit,
    initialStopLoss: trade.initialStopLoss ?? changes.stopLoss ?? null,
    initialTakeProfit: trade.initialTakeProfit ?? changes.takeProfit ?? null,
  };
}

/** A trade that waits for its entry may be planned anew. */
function withPlannedEntry(trade: Trade, changes: UpdateTradeDto): Trade {
  return {
    ...trade,
    entryPrice: changes.entryPrice ?? trade.entryPrice,
    entryTime: changes.entryTime ?? trade.entryTime,
  };
}

/** A first stop defines 1 R and must lie on the losing side; a moved one may lock in profit. */
function assertInitialLevels(before: Trade, after: Trade): void {
  if (after.entryPrice === null) {
    return;
  }
  const isEntered = before.status === 'PENDING' && after.status === 'OPEN';
  assertLevels({
    direction: after.direction,
    entry: after.entryPrice,
    stopLoss: isEntered || before.initialStopLoss === null ? after.initialStopLoss : null,
    takeProfit: isEntered || before.initialTakeProfit === null ? after.initialTakeProfit : null,
  });
}
