import { type Command, InvalidArgumentError } from 'commander';
import type { ApiKeyView } from '../access/api-keys.dto.js';
import { readConfigFor } from '../config/override.js';
import type { CliIo } from './cli-io.js';
import type { KeysDesk } from './keys-desk.js';
import { commaList, databaseUrlOption } from './options.js';

const EXAMPLES = `
Examples:
  blotter keys create --name dashboard --scopes read
  blotter keys create --name ninja --scopes read,record --accounts sim101,live7
  blotter keys create --name ninja --scopes record > ninja.key    only the secret goes to stdout
  blotter keys list
  blotter keys revoke 3`;

type Ask = <T>(work: (desk: KeysDesk) => Promise<T>) => Promise<T>;

export function addKeysCommands(program: Command, io: CliIo): void {
  const keys = program
    .command('keys')
    .description('create, list and revoke API keys')
    .addOption(databaseUrlOption())
    .addHelpText('after', EXAMPLES);
  const ask: Ask = async (work) => {
    const config = readConfigFor(keys.opts<{ databaseUrl?: string }>().databaseUrl, io.environment);
    // Loaded here, because the other commands need not wait for the whole application.
    const { KeysDesk } = await import('./keys-desk.js');
    return KeysDesk.use(config, work);
  };
  addCreate(keys, io, ask);
  keys
    .command('list')
    .description('list the keys, revoked ones included')
    .action(async () => {
      const lines = (await ask((desk) => desk.all())).map(lineOf);
      io.write(lines.map((line) => `${line}\n`).join(''));
    });
  keys
    .command('revoke')
    .description('end a key; a running server follows within 2 seconds')
    .argument('<id>', 'number of the key, see "blotter keys list"', keyId)
    .action(async (id: number) => {
      await ask((desk) => desk.revoke(id));
      io.write(`Key ${id} is revoked\n`);
    });
}

function addCreate(keys: Command, io: CliIo, ask: Ask): void {
  keys
    .command('create')
    .description('make a key; its secret is printed once and kept nowhere')
    .requiredOption('--name <name>', 'who will use it')
    .requiredOption('--scopes <list>', 'comma-separated: read, record, trade, admin', commaList)
    .option('--accounts <list>', 'comma-separated accounts that it is bound to (default: all)', commaList)
    .action(async (key: object) => {
      const created = await ask((desk) => desk.create(key));
      io.write(`${created.apiKey}\n`);
      io.writeError(`Key ${created.keyId}. ${created.warning}\n`);
    });
}

/** Tab-separated, for people and for `cut`. */
function lineOf(key: ApiKeyView): string {
  const scopes = key.scopes.join(',');
  const accounts = key.accounts === null ? 'all accounts' : key.accounts.join(',');
  const state = key.isActive ? 'active' : 'revoked';
  return [key.keyId, key.prefix, state, scopes, accounts, key.createdAt, key.name].join('\t');
}

function keyId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new InvalidArgumentError('Expected the number of a key.');
  }
  return Number(text);
}
