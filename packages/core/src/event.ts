import type { AuthContext } from './auth-context.ts'
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
  readonly userAgent: string | null
  readonly requestId: string
  readonly data: JsonObject
  /** Who made the request that it came of; rejects like `ctx.auth()` when that cannot be told. */
  caller(): Promise<AuthContext>
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
  const { ip, requestId } = ctx
  return { name, at, userId, ip, userAgent: ctx.header('user-agent'), requestId, data, caller: () => ctx.auth() }
}
