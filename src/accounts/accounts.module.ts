import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { AccountDirectory } from './account-directory.js';
import { AccountScope } from './account-scope.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { BalanceHistory } from './balance-history.js';
import { EquityReader } from './equity-reader.js';
import { AccountSnapshotRepository } from './persistence/account-snapshot.repository.js';
import { AccountRepository } from './persistence/account.repository.js';
import { ReportedTimes } from './reported-times.js';
import { SnapshotsController } from './snapshots.controller.js';
import { SnapshotsService } from './snapshots.service.js';

@Module({
  imports: [EventsModule],
  controllers: [AccountsController, SnapshotsController],
  providers: [
    ...[AccountRepository, AccountDirectory, AccountScope, AccountsService],
    ...[AccountSnapshotRepository, SnapshotsService, EquityReader, BalanceHistory, ReportedTimes],
  ],
  exports: [
    ...[AccountDirectory, AccountScope, EquityReader, BalanceHistory],
    ...[ReportedTimes, SnapshotsService],
  ],
})
export class AccountsModule {}
