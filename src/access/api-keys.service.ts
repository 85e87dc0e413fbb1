import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { decodeCursor, pageOf } from '../common/cursor.js';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthorizedError,
} from '../common/errors.js';
import { CONFIG, type Config } from '../config/config.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { type Caller, SCOPES, type Scope } from '../http/scopes.js';
import type {
  ApiKeyPage,
  ApiKeyView,
  CreateApiKeyDto,
  CreatedApiKey,
  ListApiKeysDto,
} from './api-keys.dto.js';
import { CallerCache } from './caller-cache.js';
import { callerOf, covers, type Grant, isUnboundAdmin } from './grants.js';
import { KeyUsage } from './key-usage.js';
import { KnownAccounts } from './known-accounts.js';
import type { ApiKey } from './persistence/api-key.entity.js';
import { ApiKeyRepository } from './persistence/api-key.repository.js';
import { hashSecret, newSecret, prefixOf } from './secret.js';

/** Whoever runs commands on the server holds no key and may do anything. */
export const OPERATOR: Caller = { keyId: 0, name: 'operator', scopes: ['admin'], accounts: null };

const SHOWN_ONCE = 'Store this key now: it is shown once and cannot be recovered.';

/** Creates, recognises and revokes API keys. */
@Injectable()
export class ApiKeysService {
  readonly #callers: CallerCache;

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly accounts: KnownAccounts,
    private readonly usage: KeyUsage,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#callers = new CallerCache(clock, (secretHash) => this.#readCaller(secretHash));
  }

  /**
   * Creates the admin key of an installation that has no key at all. Returns its secret, to be shown once; null when it
   * was preset or when there are keys. Of two processes that start at once, one creates it.
   */
  async ensureAdminKey(): Promise<string | null> {
    const preset = this.config.adminKey;
    const secret = preset === '' ? newSecret() : preset;
    const created = await this.unitOfWork.run(null, async (tx) => {
      await this.keys.lockAll(tx);
      if (await this.keys.hasAny(tx)) {
        return false;
      }
      await this.#insert(tx, secret, {
        name: 'admin',
        scopes: ['admin'],
        accounts: null,
        createdBy: 'start',
      });
      return true;
    });
    return created && preset === '' ? secret : null;
  }

  /** The caller behind a secret; null when no active key has it. A repeated call within 2 seconds reads nothing. */
  async authenticate(secret: string): Promise<Caller | null> {
    const caller = await this.#callers.get(hashSecret(secret));
    if (caller !== null) {
      this.usage.note(caller.keyId);
    }
    return caller;
  }

  /** Throws `scope_exceeded` when the caller would hand out more than it holds. */
  async create(caller: Caller, input: CreateApiKeyDto): Promise<CreatedApiKey> {
    const granted: Grant = { scopes: readScopes(input.scopes), accounts: readAccounts(input.accounts) };
    if (!covers(caller, granted)) {
      throw new ForbiddenError(
        'scope_exceeded',
        `A key grants at most its own scopes and accounts: ${describe(caller)}`,
      );
    }
    await this.#assertExist(granted.accounts);
    const secret = newSecret();
    const key = await this.unitOfWork.run(null, async (tx) => {
      await this.#assertActive(tx, caller);
      return this.#insert(tx, secret, { name: input.name, ...granted, createdBy: caller.name });
    });
    const { keyId, name, prefix, scopes, accounts, createdAt } = key;
    return { apiKey: secret, keyId, name, prefix, scopes, accounts, createdAt, warning: SHOWN_ONCE };
  }

  /** Those of the keys that have not been revoked. */
  async findActive(keyIds: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(keyIds.length === 0 ? [] : await this.keys.findActiveIds(keyIds));
  }

  /** All keys in the order of their creation, revoked ones included. */
  async list({ limit = 100, cursor }: ListApiKeysDto): Promise<ApiKeyPage> {
    const after = cursor === undefined ? 0 : decodeCursor(cursor).id;
    const rows = await this.keys.findPage(after, limit + 1);
    return pageOf(rows.map(viewOf), limit, (last) => ({ sort: last.createdAt, id: last.keyId }));
  }

  /** Effective at once in this process, within 2 seconds in others. Revoking twice changes nothing. */
  async revoke(caller: Caller, keyId: number): Promise<void> {
    if (keyId === caller.keyId) {
      throw new ConflictError('cannot_revoke_own_key', 'A key cannot revoke itself; use another admin key');
    }
    await this.unitOfWork.run(null, async (tx) => {
      await this.keys.lockAll(tx);
      await this.#assertActive(tx, caller);
      const key = await this.#getOrThrow(tx, keyId);
      if (!covers(caller, key)) {
        throw new ForbiddenError('scope_exceeded', `The key holds more than ${describe(caller)}`);
      }
      if (!key.isActive) {
        return;
      }
      if (isUnboundAdmin(key) && (await this.keys.countUnboundAdmins(tx)) === 1) {
        throw new ConflictError('last_admin_key', 'This is the last admin key; create another one first');
      }
      await this.keys.deactivate(tx, keyId, this.clock.now());
    });
    this.#callers.clear();
  }

  #insert(tx: Tx, secret: string, key: { name: string; createdBy: string } & Grant): Promise<ApiKey> {
    return this.keys.insert(tx, {
      name: key.name,
      secretHash: hashSecret(secret),
      prefix: prefixOf(secret),
      scopes: [...key.scopes],
      accounts: key.accounts === null ? null : [...key.accounts],
      createdAt: this.clock.now(),
      createdBy: key.createdBy,
    });
  }

  async #readCaller(secretHash: string): Promise<Caller | null> {
    const key = await this.keys.findBySecretHash(secretHash);
    if (key?.isActive !== true) {
      return null;
    }
    return callerOf(key);
  }

  /** The cache may know a caller for two seconds longer than it exists; that must not be enough to mint a key. */
  async #assertActive(tx: Tx, caller: Caller): Promise<void> {
    if (caller.keyId === OPERATOR.keyId) {
      return;
    }
    const key = await this.keys.findById(tx, caller.keyId);
    if (key?.isActive !== true) {
      throw new UnauthorizedError('unauthorized', 'The API key has been revoked');
    }
  }

  async #getOrThrow(tx: Tx, keyId: number): Promise<ApiKey> {
    const key = Number.isSafeInteger(keyId) ? await this.keys.findById(tx, keyId) : null;
    if (key === null) {
      throw new NotFoundError('key_not_found', 'No API key has this id');
    }
    return key;
  }

  async #assertExist(accounts: readonly string[] | null): Promise<void> {
    const missing = await this.accounts.missing(accounts ?? []);
    if (missing.length > 0) {
      throw InvalidInputError.field(
        'accounts',
        'unknown_account',
        `Expected existing accounts, was "${missing.join('", "')}"`,
      );
    }
  }
}

function readScopes(words: readonly string[]): Scope[] {
  const scopes = SCOPES.filter((scope) => words.includes(scope));
  if (scopes.length === 0 || scopes.length !== words.length) {
    throw InvalidInputError.field('scopes', 'choice', `Expected one or more of ${SCOPES.join(', ')}`);
  }
  return scopes;
}

/** An empty list is more likely a mistake than the wish for a key that may do nothing. */
function readAccounts(slugs: readonly string[] | undefined): readonly string[] | null {
  if (slugs?.length === 0) {
    throw InvalidInputError.field('accounts', 'length', 'Expected one account or more; leave it out for all');
  }
  return slugs ?? null;
}

function describe({ scopes, accounts }: Grant): string {
  return `${scopes.join(', ')} on ${accounts === null ? 'all accounts' : accounts.join(', ')}`;
}

function viewOf(key: ApiKey): ApiKeyView {
  const { secretHash: _, ...view } = key;
  return view;
}
