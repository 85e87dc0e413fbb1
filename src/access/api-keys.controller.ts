import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Dto, QueryDto } from '../http/body.js';
import { SecretResponse } from '../http/idempotency.js';
import { type Caller, CurrentCaller, Needs, NeedsAnyKey } from '../http/scopes.js';
import { ApiKeyPage, CallerView, CreateApiKeyDto, CreatedApiKey, ListApiKeysDto } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('Access')
@Controller('auth')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post('keys')
  @Needs('admin')
  @SecretResponse()
  @ApiOperation({
    summary: 'Create an API key with at most your own scopes and accounts; the secret is shown once',
  })
  create(
    @CurrentCaller() caller: Caller,
    @Dto(CreateApiKeyDto) input: CreateApiKeyDto,
  ): Promise<CreatedApiKey> {
    return this.keys.create(caller, input);
  }

  @Get('keys')
  @Needs('admin')
  @ApiOperation({ summary: 'List the API keys, revoked ones included' })
  list(@QueryDto(ListApiKeysDto) query: ListApiKeysDto): Promise<ApiKeyPage> {
    return this.keys.list(query);
  }

  @Delete('keys/:keyId')
  @HttpCode(204)
  @Needs('admin')
  @ApiParam({ name: 'keyId', type: 'integer' })
  @ApiOperation({ summary: 'Revoke an API key, at once and for good; repeating it changes nothing' })
  revoke(@CurrentCaller() caller: Caller, @Param('keyId') keyId: string): Promise<void> {
    return this.keys.revoke(caller, Number(keyId));
  }

  @Get('me')
  @NeedsAnyKey()
  @ApiOperation({ summary: 'Tell what your key may do' })
  me(@CurrentCaller() caller: Caller): CallerView {
    return CallerView.of(caller);
  }
}
