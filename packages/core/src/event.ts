import type { RequestContext } from './context.ts'
import type { JsonObject } from './json.ts'

/** Something that happened to an account or a session; never holds a secret. Names are listed in `docs/events.md`. */
export interface AuthEvent {
  /** `session.revoked`, `password.changed`, … */
  readonly name: string
  readonly at: number
  /** Whom it concerns; null when nobody could be named. */
  readonly userId: string | null
  readonly ip: string
  readonly requestId: string
  readonly data: JsonObject
}

/** Told of events after what they tell of has been stored; the answer waits for it. */
export type OnEvent = (event: AuthEvent) => void | Promise<void>

export function eventFrom(
  ctx: RequestContext,
  at: number,
  name: string,
  userId: string | null,
  data: JsonObject = {},
): AuthEvent {
  return { name, at, userId, ip: ctx.ip, requestId: ctx.requestId, data }
}
