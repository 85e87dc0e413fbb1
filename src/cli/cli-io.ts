/** Where a command writes and what it reads apart from its arguments, so that a test can run it in-process. */
export interface CliIo {
  write: (text: string) => void;
  writeError: (text: string) => void;
  /** Instead of the process' own. */
  environment?: Readonly<Record<string, string | undefined>>;
}
