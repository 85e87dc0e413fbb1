import { InvalidInputError } from '../common/errors.js';
import { EVENT_TYPES } from '../events/event-types.js';
import type { WebhookTarget } from './persistence/webhook-target.entity.js';
import { refusalOf } from './target-url.js';
import type { UpdateWebhookTargetDto } from './webhook-targets.dto.js';

type Stated = Pick<WebhookTarget, 'url' | 'types' | 'symbols' | 'description'>;

/** The columns that a request states. Throws `validation_failed`, naming the field. */
export function readStated(input: UpdateWebhookTargetDto, allowPrivate: boolean): Partial<Stated> {
  const { url, types, symbols, description } = input;
  if (url !== undefined) {
    assertUrl(url, allowPrivate);
  }
  assertTypes(types ?? []);
  return {
    ...(url === undefined ? {} : { url: new URL(url).href }),
    ...(types === undefined ? {} : { types: listOrAll(types) }),
    ...(symbols === undefined ? {} : { symbols: listOrAll(symbols) }),
    ...(description === undefined ? {} : { description }),
  };
}

/** A number from the future would silence the target until the account gets there. */
export function assertSince(since: number, latestSeq: number): void {
  if (since > latestSeq) {
    throw InvalidInputError.field('since', 'since', `since: Expected at most ${latestSeq}, was ${since}`);
  }
}

function assertUrl(url: string, allowPrivate: boolean): void {
  const refusal = refusalOf(url, allowPrivate);
  if (refusal !== null) {
    throw InvalidInputError.field('url', refusal.rule, `url: ${refusal.reason}`);
  }
}

function assertTypes(types: readonly string[]): void {
  if (types.some((type) => !(EVENT_TYPES as readonly string[]).includes(type))) {
    throw InvalidInputError.field('types', 'choice', `types: Expected one of ${EVENT_TYPES.join(', ')}`);
  }
}

function listOrAll(items: string[]): string[] | null {
  return items.length === 0 ? null : items;
}
