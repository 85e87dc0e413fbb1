import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/cursor.js';
import { InvalidInputError, NotFoundError } from '../common/errors.js';
import { factsOf } from '../common/facts.js';
import { created, type Recorded } from '../common/recorded.js';
import { AccountCoalescer } from '../database/account-coalescer.js';
import type { Caller } from '../http/scopes.js';
import { InstrumentCatalogue, type InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { AccountScope } from '../accounts/account-scope.js';
import { assertLevels } from './domain/stop-side.js';
import { directionOf, type SignalSource } from './domain/vocabulary.js';
import { ReportedTimes } from '../accounts/reported-times.js';
import type { Signal } from './persistence/signal.entity.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { recordPerAccount } from '../accounts/record-per-account.js';
import { type PreparedSignal, SignalRecorder } from './signal-recorder.js';
import type {
  CreateSignalDto,
  ExecutionRateQueryDto,
  ExecutionRateView,
  SignalExecutedDto,
  SignalQueryDto,
  SignalView,
} from './signals.dto.js';
import { assertTradable } from './tradable-prices.js';
import { SIGNAL_VIEW_COLUMNS, signalView } from './trade-view.js';

/** Where a signal came from, and the message that carried it. */
export interface SignalOrigin {
  source: SignalSource;
  rawPayload: string | null;
}

const API: SignalOrigin = { source: 'api', rawPayload: null };

@Injectable()
export class SignalsService {
  readonly #coalescer: AccountCoalescer<{ account: AccountRef; item: PreparedSignal }, Recorded<SignalView>>;

  constructor(
    private readonly instruments: InstrumentCatalogue,
    private readonly signals: SignalRepository,
    private readonly recorder: SignalRecorder,
    private readonly scope: AccountScope,
    private readonly clock: Clock,
    private readonly times: ReportedTimes,
  ) {
    this.#coalescer = new AccountCoalescer((_accountId, entries) => {
      const [first] = entries;
      const items = entries.map(({ item }) => item);
      return first === undefined ? Promise.resolve([]) : recorder.record(first.account, items);
    });
  }

  /** Records signals, of one account or several; one outcome per item in order. */
  async recordSignals(
    items: CreateSignalDto[],
    caller: Caller,
    origin: SignalOrigin = API,
  ): Promise<Recorded<SignalView>[]> {
    return recordPerAccount(items, {
      prepare: (item) => this.#prepare(item, caller, origin),
      submit: (account, prepared) => this.#submit(account, prepared),
    });
  }

  async markExecuted(signalId: number, dto: SignalExecutedDto, caller: Caller): Promise<SignalView> {
    const { account } = await this.#getVisible(signalId, caller);
    const ref = await this.scope.recordable(account, caller);
    this.times.assert({ executedAt: dto.executedAt });
    return this.recorder.markExecuted(ref, signalId, dto);
  }

  async get(signalId: number, caller: Caller): Promise<SignalView> {
    return this.#getVisible(signalId, caller);
  }

  async list(query: SignalQueryDto, caller: Caller): Promise<Page<SignalView>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const filter = { ...query, accountIds };
    return this.scope.page(query, {
      read: (limit, after) => this.signals.list(filter, limit, after),
      count: () => this.signals.executionCounts(filter).then(({ total }) => total),
      cursorOf: (signal) => ({ sort: signal.timestamp, id: signal.signalId }),
      view: (signal) => signalView(signal, slugOf(signal.accountId)),
    });
  }

  /** Every matching signal in pages, newest first, for exports; what the caller may not see is refused before the first. */
  async streamPages(
    query: Omit<SignalQueryDto, 'limit' | 'cursor' | 'total'>,
    caller: Caller,
  ): Promise<AsyncGenerator<SignalView[], void>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const pages = this.signals.streamPages({ ...query, accountIds }, SIGNAL_VIEW_COLUMNS);
    return (async function* () {
      for await (const page of pages) {
        yield page.map(({ accountId, ...signal }) => ({ ...signal, account: slugOf(accountId) }));
      }
    })();
  }

  async executionRate(query: ExecutionRateQueryDto, caller: Caller): Promise<ExecutionRateView> {
    const { accountIds } = await this.scope.of(query.account, caller);
    const { total, executed } = await this.signals.executionCounts({ ...query, accountIds });
    return {
      totalSignals: total,
      executedSignals: executed,
      executionRate: total === 0 ? 0 : (executed / total) * 100,
    };
  }

  /** HOLD is an answer, not a fact. */
  async #submit(account: AccountRef, prepared: PreparedSignal[]): Promise<Recorded<SignalView>[]> {
    const stored = prepared.filter(({ row }) => row.signalType !== 'HOLD');
    const recorded =
      stored.length === 0
        ? []
        : await this.#coalescer.submit(
            account.accountId,
            stored.map((item) => ({ account, item })),
          );
    return prepared.map(({ row }) => {
      const next = row.signalType === 'HOLD' ? undefined : recorded.shift();
      return (
        next ??
        created({ ...signalView({ ...row, signalId: 0 }, account.account), signalId: null, recordedAt: null })
      );
    });
  }

  async #getVisible(signalId: number, caller: Caller): Promise<SignalView> {
    const signal = await this.signals.findById(signalId);
    const { accountIds, slugOf } = await this.scope.of(undefined, caller);
    if (signal === null || (accountIds !== null && !accountIds.includes(signal.accountId))) {
      throw new NotFoundError('signal_not_found', `Signal ${signalId} does not exist`);
    }
    return signalView(signal, slugOf(signal.accountId));
  }

  async #prepare(
    dto: CreateSignalDto,
    caller: Caller,
    origin: SignalOrigin,
  ): Promise<{ account: AccountRef; prepared: PreparedSignal }> {
    const account = await this.scope.recordable(dto.account, caller);
    const instrument = await this.instruments.resolveOrThrow(dto.symbol);
    this.#assertSensible(dto);
    const { price, stopLoss, takeProfit } = dto;
    assertTradable(instrument, { price, stopLoss, takeProfit });
    return { account, prepared: newSignal(dto, { account, instrument, origin, now: this.clock.now() }) };
  }

  #assertSensible(dto: CreateSignalDto): void {
    this.times.assert({ timestamp: dto.timestamp });
    if (dto.signalType !== 'BUY' && dto.signalType !== 'SELL') {
      return;
    }
    if (dto.price === undefined) {
      throw InvalidInputError.field('price', 'required', `price: Expected a value for ${dto.signalType}`);
    }
    const { price: entry, stopLoss, takeProfit } = dto;
    assertLevels({ direction: directionOf(dto.signalType), entry, stopLoss, takeProfit });
  }
}

interface NewSignal {
  account: AccountRef;
  instrument: InstrumentTerms;
  origin: SignalOrigin;
  now: string;
}

/** The row of a signal that was understood. */
function newSignal(dto: CreateSignalDto, { account, instrument, origin, now }: NewSignal): PreparedSignal {
  const facts = factsOf({ ...dto, symbol: instrument.symbol }, ['account']);
  const row: Omit<Signal, 'signalId'> = {
    accountId: account.accountId,
    clientSignalId: dto.clientSignalId ?? randomUUID(),
    source: origin.source,
    symbol: instrument.symbol,
    signalType: dto.signalType,
    timestamp: dto.timestamp ?? now,
    price: dto.price ?? null,
    stopLoss: dto.stopLoss ?? null,
    takeProfit: dto.takeProfit ?? null,
    quantity: dto.quantity ?? null,
    confidence: dto.confidence ?? null,
    strategy: dto.strategy,
    timeframe: dto.timeframe ?? null,
    reason: dto.reason ?? null,
    regime: dto.regime ?? null,
    gear: dto.gear ?? null,
    mlEnhanced: dto.mlEnhanced ?? false,
    mlConfidence: dto.mlConfidence ?? null,
    mlAgreed: dto.mlAgreed ?? null,
    aiApproved: dto.aiApproved ?? null,
    aiReasoning: dto.aiReasoning ?? null,
    context: (dto.context as Record<string, unknown> | undefined) ?? null,
    executed: false,
    executedAt: null,
    executionReason: null,
    tradeId: null,
    rawPayload: origin.rawPayload,
    recordedAt: now,
    facts,
  };
  return { row, facts };
}
