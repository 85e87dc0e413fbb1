import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import { ConflictError } from '../common/errors.js';
import { differingFields, type Facts } from '../common/facts.js';
import { created, type Recorded } from '../common/recorded.js';
import { repeatOrConflict } from '../common/repeat.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import { EventLog } from '../events/event-log.js';
import type { NewEvent } from '../events/event-payloads.js';
import { FillRepository } from './persistence/fill.repository.js';
import type { Signal } from './persistence/signal.entity.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { tradeEvent } from './trade-events.js';
import { SignalLinker } from './signal-linker.js';
import type { SignalView } from './signals.dto.js';
import { signalView } from './trade-view.js';

/** A signal that was understood; its key and timestamps are known, its row number is not. */
export interface PreparedSignal {
  row: Omit<Signal, 'signalId'>;
  facts: Facts;
}

/** Records a batch of signals of one account in one transaction. */
@Injectable()
export class SignalRecorder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signals: SignalRepository,
    private readonly fills: FillRepository,
    private readonly trades: TradeRepository,
    private readonly linker: SignalLinker,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  record(account: AccountRef, items: readonly PreparedSignal[]): Promise<Recorded<SignalView>[]> {
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const ids = [...new Set(items.map(({ row }) => row.clientSignalId))];
      const [known, keys, early] = await Promise.all([
        this.signals.findByClientIds(tx, account.accountId, ids),
        this.signals.takeKeys(tx, items.length),
        this.fills.findByClientSignal(tx, account.accountId, ids),
      ]);
      const bySignalId = new Map(known.map((signal) => [signal.clientSignalId, signal]));
      const rows: Signal[] = [];
      const outcomes = items.map((item) => {
        const first = bySignalId.get(item.row.clientSignalId);
        if (first !== undefined) {
          return repeat(first, item.facts, account.account);
        }
        const row: Signal = { ...item.row, signalId: keys.splice(0, 1)[0] ?? 0 };
        bySignalId.set(row.clientSignalId, row);
        rows.push(row);
        return row;
      });
      const completed = await this.linker.linkToEarlyFills(tx, account, { rows, early });
      this.signals.insert(tx, rows);
      await this.eventLog.append(tx, account.account, [
        ...rows.map((row) => signalEvent(row, account.account)),
        ...completed.map((trade) => tradeEvent(trade, account.account)),
      ]);
      return outcomes.map((outcome) =>
        'kind' in outcome ? outcome : created(signalView(outcome, account.account)),
      );
    });
  }

  /** Marks a signal as executed; the same statement again changes nothing. */
  markExecuted(account: AccountRef, signalId: number, changes: ExecutedChanges): Promise<SignalView> {
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const signal = await this.#getOrThrow(tx, signalId);
      if (signal.executed) {
        return this.#sameExecution(signal, changes, account);
      }
      await this.#assertTrade(tx, account, changes.tradeId);
      const update: Partial<Signal> = {
        executed: true,
        executedAt: changes.executedAt ?? this.clock.now(),
        executionReason: changes.executionReason ?? null,
        tradeId: changes.tradeId ?? signal.tradeId,
      };
      this.signals.update(tx, signalId, update);
      const executed = { ...signal, ...update };
      await this.eventLog.append(tx, account.account, [signalEvent(executed, account.account)]);
      return signalView(executed, account.account);
    });
  }

  async #getOrThrow(tx: Tx, signalId: number): Promise<Signal> {
    const signal = await this.signals.findById(signalId, tx);
    if (signal === null) {
      throw new Error(`Expected signal ${signalId} to exist, it was found before`);
    }
    return signal;
  }

  #sameExecution(signal: Signal, changes: ExecutedChanges, account: AccountRef): SignalView {
    const sameTrade = changes.tradeId === undefined || changes.tradeId === signal.tradeId;
    if (!sameTrade) {
      throw new ConflictError(
        'signal_executed',
        `Signal ${signal.signalId} was executed as trade ${String(signal.tradeId)}`,
      );
    }
    return signalView(signal, account.account);
  }

  async #assertTrade(tx: Tx, account: AccountRef, tradeId: number | undefined): Promise<void> {
    const trade = tradeId === undefined ? null : await this.trades.findById(tradeId, tx);
    if (tradeId !== undefined && trade?.accountId !== account.accountId) {
      throw new ConflictError(
        'trade_of_other_account',
        `Expected trade ${tradeId} to be one of "${account.account}"`,
      );
    }
  }
}

export interface ExecutedChanges {
  tradeId?: number;
  executionReason?: string;
  executedAt?: string;
}

function repeat(first: Signal, facts: Facts, account: string): Recorded<SignalView> {
  return repeatOrConflict({
    code: 'signal_conflict',
    name: `Signal "${first.clientSignalId}"`,
    key: { signalId: first.signalId },
    differing: differingFields(first.facts, facts),
    view: () => signalView(first, account),
  });
}

function signalEvent(signal: Signal, account: string): NewEvent {
  return { type: 'signal', symbol: signal.symbol, data: { signal: signalView(signal, account) } };
}
