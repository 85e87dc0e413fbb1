import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Items, NameParam, QueryDto } from '../http/body.js';
import { IdempotencyKeyOf } from '../http/idempotency.js';
import type { ItemBatch, RecordResponse } from '../http/item-batch.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { CreateSnapshotDto, SnapshotQueryDto, SnapshotView, SnapshotPageView } from './snapshots.dto.js';
import { SnapshotsService } from './snapshots.service.js';

@ApiTags('Accounts')
@Controller('account-snapshots')
export class SnapshotsController {
  constructor(private readonly snapshots: SnapshotsService) {}

  @Post()
  @Needs('record')
  @AcceptsItems(CreateSnapshotDto)
  @ApiOperation({ summary: 'Record one snapshot or several' })
  record(
    @Items(CreateSnapshotDto) items: ItemBatch<CreateSnapshotDto>,
    @CurrentCaller() caller: Caller,
    @IdempotencyKeyOf() key: string | undefined,
  ): Promise<RecordResponse<SnapshotView>> {
    return items
      .keyed('clientSnapshotId', key)
      .record((snapshots) => this.snapshots.recordSnapshots(snapshots, caller));
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List snapshots, newest first' })
  list(
    @QueryDto(SnapshotQueryDto) query: SnapshotQueryDto,
    @CurrentCaller() caller: Caller,
  ): Promise<SnapshotPageView> {
    return this.snapshots.list(query, caller);
  }

  @Get('latest/:account')
  @Needs('read')
  @ApiOperation({ summary: 'The newest snapshot of an account' })
  latest(
    @Param('account', NameParam) account: string,
    @CurrentCaller() caller: Caller,
  ): Promise<SnapshotView> {
    return this.snapshots.latest(account, caller);
  }
}
