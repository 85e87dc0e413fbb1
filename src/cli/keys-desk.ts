import {
  type ApiKeyView,
  CreateApiKeyDto,
  type CreatedApiKey,
  ListApiKeysDto,
} from '../access/api-keys.dto.js';
import { ApiKeysService, OPERATOR } from '../access/api-keys.service.js';
import { createApplication } from '../bootstrap.js';
import type { Config } from '../config/config.js';
import { readDtoOrThrow } from '../http/read-dto.js';

const PAGE = 200;

/** API keys for an operator: whoever can run this has the database, and with it every right. */
export class KeysDesk {
  private constructor(private readonly service: ApiKeysService) {}

  /** Assembles the application without a port and lends its desk. The log is silent: the output is the answer. */
  static async use<T>(config: Config, work: (desk: KeysDesk) => Promise<T>): Promise<T> {
    const app = await createApplication({ ...config, logLevel: 'silent' });
    try {
      return await work(new KeysDesk(app.get(ApiKeysService, { strict: false })));
    } finally {
      await app.close();
    }
  }

  /** Throws the same errors as POST /api/auth/keys. */
  create(key: object): Promise<CreatedApiKey> {
    return this.service.create(OPERATOR, readDtoOrThrow(CreateApiKeyDto, key));
  }

  async all(): Promise<ApiKeyView[]> {
    const keys: ApiKeyView[] = [];
    for (let query: object | null = { limit: PAGE }; query !== null;) {
      const page = await this.service.list(readDtoOrThrow(ListApiKeysDto, query));
      keys.push(...page.items);
      query = page.nextCursor === null ? null : { limit: PAGE, cursor: page.nextCursor };
    }
    return keys;
  }

  revoke(keyId: number): Promise<void> {
    return this.service.revoke(OPERATOR, keyId);
  }
}
