/** What access needs to know about accounts: whether they exist. */
export abstract class KnownAccounts {
  /** Those of the slugs that name no account. */
  abstract missing(slugs: readonly string[]): Promise<string[]>;
}
