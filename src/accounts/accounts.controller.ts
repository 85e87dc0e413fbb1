import { Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcceptsItems, Dto, Items, NameParam } from '../http/body.js';
import type { ItemBatch, RecordResponse } from '../http/item-batch.js';
import { type Caller, CurrentCaller, Needs } from '../http/scopes.js';
import { AccountListView, AccountView, CreateAccountDto, UpdateAccountDto } from './accounts.dto.js';
import { AccountsService } from './accounts.service.js';

@ApiTags('Accounts')
@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Post()
  @Needs('admin')
  @AcceptsItems(CreateAccountDto)
  @ApiOperation({ summary: 'Open one account or several' })
  open(
    @Items(CreateAccountDto) items: ItemBatch<CreateAccountDto>,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordResponse<AccountView>> {
    return items.record((accounts) => this.accounts.openAccounts(accounts, caller));
  }

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the accounts that the key may see' })
  list(@CurrentCaller() caller: Caller): Promise<AccountListView> {
    return this.accounts.list(caller);
  }

  @Get(':account')
  @Needs('read')
  @ApiOperation({ summary: 'Read one account' })
  get(@Param('account', NameParam) account: string, @CurrentCaller() caller: Caller): Promise<AccountView> {
    return this.accounts.get(account, caller);
  }

  @Patch(':account')
  @Needs('admin')
  @ApiOperation({ summary: 'Change an account; mode and currency are fixed' })
  update(
    @Param('account', NameParam) account: string,
    @Dto(UpdateAccountDto) changes: UpdateAccountDto,
    @CurrentCaller() caller: Caller,
  ): Promise<AccountView> {
    return this.accounts.update(account, changes, caller);
  }

  @Post(':account/deactivate')
  @HttpCode(200)
  @Needs('admin')
  @ApiOperation({ summary: 'Take an account out of service; its history stays' })
  deactivate(
    @Param('account', NameParam) account: string,
    @CurrentCaller() caller: Caller,
  ): Promise<AccountView> {
    return this.accounts.update(account, { isActive: false }, caller);
  }
}
