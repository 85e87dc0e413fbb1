import { InvalidArgumentError, Option } from 'commander';

/** The URL itself is checked by the configuration, whose message masks the password; commander's would not. */
export function databaseUrlOption(): Option {
  return new Option(
    '--database-url <url>',
    'postgres://user:password@host:5432/name or sqlite:PATH (default: the configured database)',
  );
}

export function migrationOption(meaning: string): Option {
  return new Option('--to <migration>', `name or timestamp of a migration: ${meaning}`).argParser(required);
}

/** An empty name would match the first migration. */
function required(text: string): string {
  if (text.trim() === '') {
    throw new InvalidArgumentError('Expected a name.');
  }
  return text;
}

/** "a, b" as ['a', 'b']. */
export function commaList(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) {
    throw new InvalidArgumentError('Expected a comma-separated list.');
  }
  return items;
}
