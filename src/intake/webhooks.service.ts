import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { InvalidInputError } from '../common/errors.js';
import { fromMillis, toMillis } from '../common/instant.js';
import type { Recorded } from '../common/recorded.js';
import { RecordResponse } from '../http/item-batch.js';
import { invalidInput } from '../http/read-dto.js';
import type { Caller } from '../http/scopes.js';
import type { SignalView } from '../trading/signals.dto.js';
import { SignalsService } from '../trading/signals.service.js';
import type { IntakeMessage, IntakeSignal, IntakeSource } from './domain/intake.js';
import { parseIntake } from './domain/parse-intake.js';
import { type AlertContext, REPEAT_WINDOW_MS, signalKeys } from './domain/signal-key.js';
import { signalRequest } from './signal-request.js';
import type { AlertAnswer } from './webhooks.dto.js';

const LONGEST_PAYLOAD = 16_384;
/** More alerts than a key may send within the window (BLOTTER_WEBHOOK_LIMIT_PER_MINUTE is 120 by default). */
const RECENT_SIGNALS = 200;

/** Records the signals that charting platforms, expert advisors and scripts announce. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly signals: SignalsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records an alert, whose text no longer contains secrets. 202 when it is new and 200 when it is not, so that
   * the sender of a repetition is content and stops.
   */
  async recordAlert(
    source: IntakeSource,
    text: string,
    caller: Caller,
  ): Promise<RecordResponse<AlertAnswer>> {
    const parsed = parseIntake(source, text);
    if (!parsed.ok) {
      throw invalidInput(parsed.errors);
    }
    const { message } = parsed;
    const receivedAtMs = this.clock.nowMillis();
    assertFresh(message, receivedAtMs);
    const account = accountOf(message, caller);
    const context: AlertContext = { source, keyId: caller.keyId, account, receivedAtMs };
    const keys = await this.#chooseKeys(message.signals, context, caller);
    const requests = message.signals.map((signal, index) =>
      signalRequest(signal, account, keys[index] ?? ''),
    );
    const rawPayload = text.slice(0, LONGEST_PAYLOAD);
    return this.#answer(await this.signals.recordSignals(requests, caller, { source, rawPayload }));
  }

  /** One natural key per signal. Only an alert without a key and a time needs a look at what came before it. */
  async #chooseKeys(signals: IntakeSignal[], context: AlertContext, caller: Caller): Promise<string[]> {
    const candidates = signals.map((signal) => signalKeys(signal, context));
    const recent = candidates.some(({ length }) => length > 1)
      ? await this.#recentKeys(context, caller)
      : new Set<string | null>();
    return candidates.map((keys) => keys.find((key) => recent.has(key)) ?? keys.at(-1) ?? '');
  }

  async #recentKeys(
    { account, source, receivedAtMs }: AlertContext,
    caller: Caller,
  ): Promise<Set<string | null>> {
    const from = fromMillis(receivedAtMs - REPEAT_WINDOW_MS);
    const { items } = await this.signals.list({ account, source, from, limit: RECENT_SIGNALS }, caller);
    return new Set(items.map(({ clientSignalId }) => clientSignalId));
  }

  #answer(outcomes: Recorded<SignalView>[]): RecordResponse<AlertAnswer> {
    const signals = outcomes.map((outcome) => {
      if (outcome.kind === 'refused') {
        throw outcome.error;
      }
      return outcome.value;
    });
    const recorded = signals.filter(({ signalId }) => signalId !== null);
    if (recorded.length === 0) {
      return new RecordResponse<AlertAnswer>(200, ignored(this.clock.now()));
    }
    const isNew = outcomes.some(({ kind }) => kind === 'created');
    return new RecordResponse<AlertAnswer>(isNew ? 202 : 200, accepted(recorded));
  }
}

function accepted(signals: SignalView[]): AlertAnswer {
  const signalIds = signals.flatMap(({ signalId }) => signalId ?? []);
  const orders = signals.map(({ signalType, symbol }) => `${signalType} ${symbol}`);
  return {
    status: 'accepted',
    signalIds,
    signalId: signalIds[0] ?? null,
    signals,
    reason: null,
    timestamp: signals[0]?.recordedAt ?? '',
    message: `Recorded ${orders.join(', ')} as signal ${signalIds.join(', ')}`,
  };
}

function ignored(timestamp: string): AlertAnswer {
  const reason = 'A hold or a cancellation opens and closes nothing';
  return {
    status: 'ignored',
    signalIds: [],
    signalId: null,
    signals: [],
    reason,
    timestamp,
    message: `Nothing recorded: ${reason}`,
  };
}

/** An alert that was on its way for too long describes another market. */
function assertFresh({ signals, maxLagSeconds }: IntakeMessage, nowMs: number): void {
  const timestamp = signals[0]?.timestamp ?? null;
  if (maxLagSeconds === null || timestamp === null) {
    return;
  }
  const ageSeconds = (nowMs - toMillis(timestamp)) / 1000;
  if (ageSeconds > maxLagSeconds) {
    const message = `timestamp: Expected an alert of at most ${maxLagSeconds} s, was ${Math.round(ageSeconds)} s old`;
    throw InvalidInputError.field('timestamp', 'stale', message);
  }
}

/** The message's account, or the only one of its key. SignalsService checks that the key may use it. */
function accountOf({ account }: IntakeMessage, { accounts }: Caller): string {
  const chosen = account ?? (accounts?.length === 1 ? accounts[0] : undefined);
  if (chosen === undefined) {
    throw InvalidInputError.field(
      'account',
      'required',
      'account: Expected an account in the message, because the key is not bound to exactly one',
    );
  }
  return chosen;
}
