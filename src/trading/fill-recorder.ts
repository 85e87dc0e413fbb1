import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { BlotterError, ConflictError, InvalidInputError, NotFoundError } from '../common/errors.js';
import { differingFields } from '../common/facts.js';
import { created, type Recorded, refused } from '../common/recorded.js';
import { repeatOrConflict } from '../common/repeat.js';
import type { AccountRef } from '../accounts/account-directory.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import { EventLog } from '../events/event-log.js';
import { type BookChange, BookRebuilder } from './book-rebuilder.js';
import { CumulativeReports } from './cumulative-reports.js';
import { FillApplier } from './fill-applier.js';
import { FillBatch } from './fill-batch.js';
import { FillRepositories } from './fill-repositories.js';
import { newFillRow } from './fill-row.js';
import { ledgerOf } from './trade-row.js';
import type { FillView } from './fills.dto.js';
import type { Fill } from './persistence/fill.entity.js';
import type { Trade } from './persistence/trade.entity.js';
import type { PreparedFill } from './prepared-fill.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { fillView, tradeSummary, tradeView } from './trade-view.js';

/** Records a batch of fills of one account in one transaction. */
@Injectable()
export class FillRecorder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repositories: FillRepositories,
    private readonly applier: FillApplier,
    private readonly rebuilder: BookRebuilder,
    private readonly cumulative: CumulativeReports,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  /** One outcome per item, in order. */
  async record(account: AccountRef, items: readonly PreparedFill[]): Promise<Recorded<FillView>[]> {
    try {
      return await this.#recordTogether(account, items);
    } catch (error) {
      if (!(error instanceof BatchAborted)) {
        throw error;
      }
      return items.length === 1 ? [refused(error.reason)] : this.#recordOneByOne(account, items);
    }
  }

  #recordTogether(account: AccountRef, items: readonly PreparedFill[]): Promise<Recorded<FillView>[]> {
    const work = async (tx: Tx): Promise<Recorded<FillView>[]> => {
      const batch = new FillBatch(tx, account, this.clock.now(), this.repositories);
      const keys = await this.#read(tx, batch, items);
      const outcomes: Recorded<FillView>[] = [];
      for (const item of items) {
        outcomes.push(await this.#recordOne(batch, item, keys));
      }
      batch.flush();
      this.repositories.latest.keepAfterCommit(tx, batch.latestByBook);
      this.repositories.equity.keepAfterCommit(tx);
      await this.eventLog.append(tx, account.account, batch.events);
      return outcomes;
    };
    return this.unitOfWork.run(account.accountId, work, { tentative: items.every(standsAlone) });
  }

  async #recordOneByOne(account: AccountRef, items: readonly PreparedFill[]): Promise<Recorded<FillView>[]> {
    const outcomes: Recorded<FillView>[] = [];
    for (const item of items) {
      outcomes.push(...(await this.record(account, [item])));
    }
    return outcomes;
  }

  /** Reads in one round trip what the decisions need; returns keys for the new rows. */
  async #read(tx: Tx, batch: FillBatch, items: readonly PreparedFill[]): Promise<number[]> {
    const { fills, signals } = this.repositories;
    const { accountId } = batch.account;
    const executionIds = items.flatMap((item) =>
      [item.executionId, item.dto.replacesExecutionId ?? []].flat(),
    );
    const signalIds = items.flatMap(({ dto }) => dto.clientSignalId ?? []);
    const [known, keys, linked] = await Promise.all([
      fills.findByExecutionIds(tx, accountId, [...new Set(executionIds)]),
      fills.takeKeys(tx, items.length),
      signals.findByClientIds(tx, accountId, [...new Set(signalIds)]),
    ]);
    await tx.ready;
    batch.know(this.repositories.latest.validFor(tx));
    known.forEach((fill) => batch.fillsByExecution.set(fill.executionId, fill));
    linked.forEach((signal) => batch.signals.set(signal.clientSignalId, signal));
    return keys;
  }

  async #recordOne(batch: FillBatch, item: PreparedFill, keys: number[]): Promise<Recorded<FillView>> {
    const first = batch.fillsByExecution.get(item.executionId);
    if (first !== undefined) {
      return this.#repeat(batch, first, item);
    }
    try {
      const replaced = this.#replaced(batch, item);
      const amounts = await this.cumulative.amountsOf(batch, item, replaced);
      if (amounts === 'covered') {
        return this.#repeat(batch, await this.cumulative.latestOfOrder(batch, item), null);
      }
      const [fillId = 0] = keys.splice(0, 1);
      const fill = newFillRow(batch, { fillId, item, amounts, replaced });
      const touched =
        replaced === null
          ? await this.#append(batch, fill, item)
          : await this.#replace(batch, fill, { replaced, instrument: item.instrument });
      return created(this.#announce(batch, fill, touched));
    } catch (error) {
      if (error instanceof BlotterError && error.family === 'user') {
        return refused(error);
      }
      throw error;
    }
  }

  #repeat(batch: FillBatch, first: Fill, item: PreparedFill | null): Recorded<FillView> {
    return repeatOrConflict({
      code: 'execution_conflict',
      name: `Execution "${first.executionId}"`,
      key: { fillId: first.fillId },
      differing: item === null ? [] : differingFields(first.facts, item.facts),
      view: () => fillView(first, batch.account.account),
    });
  }

  /** The execution that a correction or bust replaces. */
  #replaced(batch: FillBatch, { dto, kind, instrument, bookKey }: PreparedFill): Fill | null {
    if (dto.replacesExecutionId === undefined) {
      return null;
    }
    const replaced = batch.fillsByExecution.get(dto.replacesExecutionId);
    if (replaced === undefined) {
      throw new NotFoundError(
        'execution_not_found',
        `Execution "${dto.replacesExecutionId}" is not recorded (yet)`,
      );
    }
    if (replaced.replacedByFillId !== null || replaced.kind === 'BUST') {
      throw new ConflictError(
        'execution_replaced',
        `Execution "${replaced.executionId}" was already replaced`,
        {
          extra: { replacedByFillId: replaced.replacedByFillId },
        },
      );
    }
    if (replaced.symbol !== instrument.symbol || replaced.bookKey !== bookKey || replaced.side !== dto.side) {
      throw InvalidInputError.field(
        'replacesExecutionId',
        'same_book',
        `replacesExecutionId: Expected a ${kind} to keep symbol, side and position of the execution it replaces`,
      );
    }
    return replaced;
  }

  /** A new execution: the latest of its book, or one that arrived late. */
  async #append(batch: FillBatch, fill: Fill, item: PreparedFill): Promise<Trade[]> {
    const latest = await batch.latestInBook(fill);
    const isLate = latest !== null && fill.occurredAt < ledgerOf(latest).lastFillAt;
    if (!isLate) {
      const touched = await this.applier.apply(batch, fill, item.instrument);
      batch.addFill(fill);
      return touched;
    }
    batch.addFill(fill);
    return this.#rebuild(batch, fill, { instrument: item.instrument, changedAt: fill.occurredAt });
  }

  async #rebuild(batch: FillBatch, fill: Fill, change: BookChange): Promise<Trade[]> {
    try {
      batch.flush();
      return await this.rebuilder.rebuild(batch, fill, change);
    } catch (error) {
      // Rows were written by now; only the end of the transaction takes them back.
      throw error instanceof BlotterError && error.family === 'user' ? new BatchAborted(error) : error;
    }
  }

  async #replace(batch: FillBatch, fill: Fill, { replaced, instrument }: Replacement): Promise<Trade[]> {
    batch.addFill(fill);
    batch.flush();
    this.repositories.fills.markReplaced(batch.tx, replaced.fillId, fill.fillId);
    replaced.replacedByFillId = fill.fillId;
    const changedAt = replaced.occurredAt < fill.occurredAt ? replaced.occurredAt : fill.occurredAt;
    // The correction inherits the links, so that the trade keeps its row.
    const links = { tradeId: replaced.tradeId, openedTradeId: replaced.openedTradeId };
    Object.assign(fill, links);
    this.repositories.fills.setTrades(batch.tx, fill.fillId, links);
    return this.#rebuild(batch, fill, { instrument, changedAt });
  }

  /** One event per fill; a round trip that it completed is announced as well. Returns what the caller sees of the fill. */
  #announce(batch: FillBatch, fill: Fill, touched: readonly Trade[]): FillView {
    const { account } = batch.account;
    const view = fillView(fill, account);
    const data = { fill: view, trades: touched.map(tradeSummary) };
    batch.events.push({ type: 'fill', symbol: fill.symbol, data });
    for (const trade of touched.filter(({ status }) => status === 'CLOSED')) {
      batch.events.push({
        type: 'trade_execution',
        symbol: trade.symbol,
        data: { trade: tradeView(trade, account) },
      });
    }
    return view;
  }
}

/** Nothing but the state of its book decides about such a fill. */
function standsAlone({ dto, cumulative }: PreparedFill): boolean {
  return !cumulative && dto.clientSignalId === undefined && dto.replacesExecutionId === undefined;
}

interface Replacement {
  replaced: Fill;
  instrument: InstrumentTerms;
}

/** A refusal that came after rows were written: the transaction has to be given up. */
class BatchAborted extends Error {
  constructor(readonly reason: BlotterError) {
    super(reason.message);
  }
}
