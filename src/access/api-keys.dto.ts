import { ApiProperty } from '@nestjs/swagger';
import { NumberField, TextField, TextListField } from '../http/fields.js';
import { type Caller, SCOPES, type Scope } from '../http/scopes.js';

export class CreateApiKeyDto {
  @TextField({ max: 120, description: 'Who or what uses the key', example: 'mt5 bridge' }) name: string;
  // Its own @ApiProperty comes last (outermost), so that the document lists the words.
  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1, example: ['read', 'record'] })
  @TextListField({ maxItems: SCOPES.length, max: 20 })
  scopes: string[];
  @TextListField({ optional: true, max: 64, description: 'Binds the key to these accounts; absent for all' })
  accounts?: string[];
}

export class ListApiKeysDto {
  @NumberField({ optional: true, min: 1, max: 200, whole: true, description: '100 by default' })
  limit?: number;
  @TextField({ optional: true, description: 'nextCursor of the previous page' }) cursor?: string;
}

/** What a key says about its bearer. */
export class CallerView {
  keyId: number;
  name: string;
  @ApiProperty({ enum: SCOPES, isArray: true }) scopes: Scope[];
  /** Accounts that the key is bound to; null for all. */
  accounts: string[] | null;

  static of({ keyId, name, scopes, accounts }: Caller): CallerView {
    return { keyId, name, scopes: [...scopes], accounts: accounts === null ? null : [...accounts] };
  }
}

export class ApiKeyView extends CallerView {
  /** First characters of the secret. */
  prefix: string;
  isActive: boolean;
  createdAt: string;
  createdBy: string;
  revokedAt: string | null;
  /** Written at most once a minute. */
  lastUsedAt: string | null;
}

export class ApiKeyPage {
  items: ApiKeyView[];
  nextCursor: string | null;
}

export class CreatedApiKey extends CallerView {
  /** The secret. It is shown this once; only its hash is stored. */
  apiKey: string;
  prefix: string;
  createdAt: string;
  warning: string;
}
