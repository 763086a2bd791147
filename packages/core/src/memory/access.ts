/** How a store reaches its tables. */
export interface Access {
  /** Runs a synchronous step, which nothing else can come between. */
  run<T>(step: () => T): Promise<T>
}
