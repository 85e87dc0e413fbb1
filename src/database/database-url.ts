export type DatabaseTarget =
  { dialect: 'sqlite'; path: string } | { dialect: 'postgres'; url: string; label: string };

/**
 * Reads `postgres://user:password@host:5432/name` or `sqlite:PATH`.
 * Throws an Error whose message names what is wrong and never contains the password.
 */
export function parseDatabaseUrl(text: string): DatabaseTarget {
  if (/^postgres(ql)?:\/\//i.test(text)) {
    return { dialect: 'postgres', url: text, label: maskSecret(text) };
  }
  const path = /^sqlite:(?:\/\/)?(.*)$/is.exec(text)?.[1];
  if (path === undefined) {
    throw new Error(`Expected postgres://… or sqlite:PATH, was "${maskSecret(text)}"`);
  }
  if (path === '' || path.includes(':memory:')) {
    throw new Error('Expected a file after "sqlite:"; an in-memory database cannot keep a record');
  }
  return { dialect: 'sqlite', path };
}

/** The URL with its password replaced, for logs and errors. */
export function maskSecret(text: string): string {
  return text.replace(/(:\/\/[^/?#\s:@]*):\S*(?=@)/g, '$1:***').replace(/(password=)[^&\s"']*/gi, '$1***');
}
