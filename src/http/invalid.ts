/** Stands in for a value that could not be read, until validation reports it. */
export class Invalid {
  constructor(
    readonly rule: string,
    readonly reason: string,
  ) {}
}
