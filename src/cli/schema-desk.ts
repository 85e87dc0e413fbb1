import { existsSync } from 'node:fs';
import { createDatabaseIfMissing } from '../database/create-database.js';
import { Migrator, type SchemaVersion } from '../database/migrator.js';
import type { DatabaseOptions } from '../database/options.js';
import { CliFailure, reasonOf } from './cli-failure.js';

type Print = (line: string) => void;

/** What an operator can ask about one database's schema; the answers are printed. Throws CliFailure. */
export class SchemaDesk {
  readonly #migrator: Migrator;
  readonly #label: string;

  constructor(
    private readonly options: DatabaseOptions,
    private readonly print: Print,
  ) {
    this.#migrator = new Migrator(options);
    const { target } = options;
    this.#label = target.dialect === 'postgres' ? target.label : `sqlite:${target.path}`;
  }

  /** Creates the database if need be and brings it to the latest version. */
  async init(): Promise<void> {
    const applied = await this.#use(async () => {
      await createDatabaseIfMissing(this.options);
      return this.#migrator.upgrade();
    });
    this.#printNames('applied', applied);
    this.print(
      applied.length === 0
        ? `${this.#label} is already initialised and up to date`
        : `${this.#label} is initialised`,
    );
  }

  async upgrade(to?: string): Promise<void> {
    const applied = await this.#use(() => this.#migrator.upgrade(to));
    this.#printNames('applied', applied);
    if (applied.length === 0) {
      this.print('Nothing to apply');
    }
  }

  async downgrade(to?: string): Promise<void> {
    this.#requireFile();
    const reverted = await this.#use(() => this.#migrator.downgrade(to));
    this.#printNames('reverted', reverted);
    if (reverted.length === 0) {
      this.print('Nothing to revert');
    }
  }

  async current(): Promise<void> {
    this.#requireFile();
    const versions = await this.#use(() => this.#migrator.versions());
    for (const { name, applied } of versions) {
      this.print(`${applied ? 'applied' : 'pending'}  ${name}`);
    }
    this.print(`Current: ${versions.findLast(({ applied }) => applied)?.name ?? 'base (nothing applied)'}`);
  }

  /** Fails when migrations are pending, or when the schema is not what the entities say. */
  async check(): Promise<void> {
    this.#requireFile();
    const versions = await this.#use(() => this.#migrator.versions());
    const drift = await this.#use(() => this.#migrator.drift());
    const pending = versions.filter(({ applied }) => !applied);
    this.#printNames(
      'pending',
      pending.map(({ name }) => name),
    );
    drift.up.forEach((statement) => this.print(`${statement};`));
    if (pending.length > 0 || drift.up.length > 0) {
      throw new CliFailure(verdict(pending, drift.up));
    }
    this.print('No drift');
  }

  #printNames(what: string, names: readonly string[]): void {
    names.forEach((name) => this.print(`${what}  ${name}`));
  }

  /** Opening a SQLite file creates it, which would answer a mistyped path with an empty database. */
  #requireFile(): void {
    const { target } = this.options;
    if (target.dialect === 'sqlite' && !existsSync(target.path)) {
      throw new CliFailure(`No database at ${this.#label}; "blotter db init" creates it`);
    }
  }

  /** Says which database an error of the driver or the file system is about. */
  async #use<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const fromDriver = error instanceof AggregateError || (error as { code?: unknown }).code !== undefined;
      throw fromDriver ? new CliFailure(`Cannot use ${this.#label}: ${reasonOf(error)}`) : error;
    }
  }
}

function verdict(pending: readonly SchemaVersion[], drift: readonly string[]): string {
  const reasons = [
    ...(pending.length > 0 ? [`${pending.length} pending`] : []),
    ...(drift.length > 0 ? [`${drift.length} statements away from the entities`] : []),
  ];
  return `The schema is not current: ${reasons.join(', ')}`;
}
