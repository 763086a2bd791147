/** Titles of tests by the file in which they stand. */
export type Tests = Readonly<Record<string, readonly string[]>>

/** A requirement of ASVS 5.0.0 that Pylon meets. */
export interface Requirement {
  /** `V3.3.1`. */
  readonly id: string
  /** What it asks for, in our words. */
  readonly asks: string
  /** What shows it; empty where it asks for something in writing. */
  readonly shownBy: Tests
  /** Where it is written, below the repository; needed where it asks for something in writing. */
  readonly writtenIn?: readonly string[]
  /** What somebody who relies on it has to know. */
  readonly note?: string
}

/** Requirements that Pylon does not meet by itself, each with the reason. */
export interface Exception {
  readonly ids: readonly string[]
  /** What they ask for, in our words. */
  readonly asks: string
  readonly because: string
}

/** Everything that docs/asvs.md says. */
export interface Mapping {
  readonly met: readonly Requirement[]
  /** Met in another way than the letter says, in part, or not. */
  readonly otherwise: readonly Exception[]
  /** What only the application or the operator can meet. */
  readonly yours: readonly Exception[]
  /** What there is nothing of in Pylon. */
  readonly absent: readonly Exception[]
}
