import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { type Page } from '../common/cursor.js';
import type { Recorded } from '../common/recorded.js';
import { AccountCoalescer } from '../database/account-coalescer.js';
import type { Caller } from '../http/scopes.js';
import { InstrumentCatalogue } from '../instruments/instrument-catalogue.js';
import { ReportedTimes } from '../accounts/reported-times.js';
import { AccountScope } from '../accounts/account-scope.js';
import { FillRecorder } from './fill-recorder.js';
import type { CreateFillDto, FillQueryDto, FillView } from './fills.dto.js';
import { recordPerAccount } from '../accounts/record-per-account.js';
import { FillRepository } from './persistence/fill.repository.js';
import { type PreparedFill, prepareFill } from './prepared-fill.js';
import { fillView } from './trade-view.js';

@Injectable()
export class FillsService {
  readonly #coalescer: AccountCoalescer<{ account: AccountRef; item: PreparedFill }, Recorded<FillView>>;

  constructor(
    private readonly instruments: InstrumentCatalogue,
    private readonly fills: FillRepository,
    private readonly scope: AccountScope,
    private readonly times: ReportedTimes,
    recorder: FillRecorder,
  ) {
    this.#coalescer = new AccountCoalescer((_accountId, entries) => {
      const [first] = entries;
      return first === undefined
        ? Promise.resolve([])
        : recorder.record(
            first.account,
            entries.map(({ item }) => item),
          );
    });
  }

  /** Records fills, of one account or several; one outcome per item in order. */
  recordFills(items: CreateFillDto[], caller: Caller): Promise<Recorded<FillView>[]> {
    return recordPerAccount(items, {
      prepare: (item) => this.#prepare(item, caller),
      submit: (account, prepared) =>
        this.#coalescer.submit(
          account.accountId,
          prepared.map((item) => ({ account, item })),
        ),
    });
  }

  async list(query: FillQueryDto, caller: Caller): Promise<Page<FillView>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const filter = { ...query, accountIds };
    return this.scope.page(query, {
      read: (limit, after) => this.fills.list(filter, limit, after),
      count: () => this.fills.count(filter),
      cursorOf: (fill) => ({ sort: fill.occurredAt, id: fill.fillId }),
      view: (fill) => fillView(fill, slugOf(fill.accountId)),
    });
  }

  async #prepare(
    dto: CreateFillDto,
    caller: Caller,
  ): Promise<{ account: AccountRef; prepared: PreparedFill }> {
    const account = await this.scope.recordable(dto.account, caller);
    const instrument = await this.instruments.resolveOrThrow(dto.symbol);
    this.times.assert({ occurredAt: dto.occurredAt, orderSubmittedAt: dto.orderSubmittedAt });
    return { account, prepared: prepareFill(dto, account, instrument) };
  }
}
