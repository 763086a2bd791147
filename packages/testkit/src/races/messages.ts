import type { RaceMethod } from './methods.ts'

/** What a test asks of a racing process. */
export type RaceRequest =
  | { readonly kind: 'open'; readonly target: string }
  | { readonly kind: 'race'; readonly method: RaceMethod; readonly key: string; readonly times: number }

/** What the process answers: an error as text, or what the method answered to each caller. */
export interface RaceReply {
  readonly error: string | null
  readonly answers: readonly unknown[]
}
