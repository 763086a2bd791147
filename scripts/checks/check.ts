/** One of the things that `pnpm check` looks at. */
export interface Check {
  readonly name: string
  /** What holds when it passes. */
  readonly title: string
  /** Answers what is wrong, each with its place; nothing when all is well. */
  find(): Promise<readonly string[]>
}
