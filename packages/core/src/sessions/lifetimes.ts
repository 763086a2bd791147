import { ConfigError } from '../errors.ts'
import type { Session, SessionStore } from '../stores/session.ts'
import { createTouchBuffer, type TouchBuffer } from './touch-buffer.ts'

/** How long sessions live. */
export interface SessionLimits {
  /** Counted from the first sign-in, in seconds; null: no such limit. */
  readonly maxAgeSecs?: number | null
  /** Without a request, in seconds; null: no such limit. */
  readonly idleTimeoutSecs?: number | null
  /**
   * How often `lastUsedAt` is written at most, in seconds; null: a tenth of the idle time, at least 1 and at most 60, and 60
   * without an idle time.
   */
  readonly touchIntervalSecs?: number | null
}

export interface LifetimesOptions extends SessionLimits {
  /** In seconds; 0 = for ever. */
  readonly lifetimeSecs: number
}

export interface Lifetimes {
  readonly touchIntervalSecs: number
  /** How often the end of a session that slides is written at most. */
  readonly slideIntervalSecs: number
  /** Whether sessions end before their `expiresAt`. */
  readonly areNarrowed: boolean
  /** Tightens what holds from now on. Throws `ConfigError` for what are no whole seconds. */
  narrow(limits: SessionLimits): void
  /** When a session ends that gets a full lifetime now; 0 = never. */
  expiryOf(createdAt: number, now: number): number
  /** Whether a session is too old, or was not used for too long. */
  isOver(session: Session, now: number): boolean
  /** The session with the end that it has since the lifetimes were narrowed. */
  cap(session: Session): Session
  noteUse(session: Session, now: number): void
  flush(): Promise<void>
}

/** Judges the ages of sessions, and gathers when they were used. */
export function createLifetimes(store: SessionStore, { lifetimeSecs, ...limits }: LifetimesOptions): Lifetimes {
  let maxAgeSecs: number | null = null
  let idleTimeoutSecs: number | null = null
  let chosenIntervalSecs: number | null = null
  let touchIntervalSecs = 60
  let touches = openTouches(store, {})
  checkDurations({ lifetimeSecs })
  narrow(limits)

  function narrow(tighter: SessionLimits): void {
    checkLimits(tighter)
    maxAgeSecs = smaller(maxAgeSecs, tighter.maxAgeSecs)
    idleTimeoutSecs = smaller(idleTimeoutSecs, tighter.idleTimeoutSecs)
    chosenIntervalSecs = smaller(chosenIntervalSecs, tighter.touchIntervalSecs)
    touchIntervalSecs = chosenIntervalSecs ?? defaultIntervalSecs(idleTimeoutSecs)
    if (idleTimeoutSecs === null) return
    touchIntervalSecs = Math.min(touchIntervalSecs, idleTimeoutSecs)
    touches.flush().catch(() => {}) // of uses before idleness counted
    touches = openTouches(store, { delaySecs: touchIntervalSecs, maxGathered: 100_000, allowLoss: false })
  }

  const endOfAge = ({ createdAt }: Pick<Session, 'createdAt'>): number =>
    maxAgeSecs === null ? 0 : createdAt + maxAgeSecs

  const expiryOf = (createdAt: number, now: number): number =>
    earlier(lifetimeSecs === 0 ? 0 : now + lifetimeSecs, endOfAge({ createdAt }))

  function isOver(session: Session, now: number): boolean {
    if (maxAgeSecs !== null && now >= endOfAge(session)) return true
    return idleTimeoutSecs !== null && now >= lastUseOf(session) + idleTimeoutSecs
  }

  const lastUseOf = ({ tokenHash, lastUsedAt }: Session): number => Math.max(lastUsedAt, touches.find(tokenHash))

  function cap(session: Session): Session {
    const expiresAt = earlier(session.expiresAt, endOfAge(session))
    return expiresAt === session.expiresAt ? session : { ...session, expiresAt }
  }

  /** Where idleness ends a session every use is gathered, and the last one written; elsewhere the first one will do. */
  function noteUse(session: Session, now: number): void {
    const { tokenHash, lastUsedAt } = session
    if (now - lastUsedAt < (idleTimeoutSecs === null ? touchIntervalSecs : 1)) return
    if (idleTimeoutSecs !== null && isAlmostOver(now - lastUseOf(session), idleTimeoutSecs)) {
      touches.addAtOnce(tokenHash, now)
    } else touches.add(tokenHash, now)
  }

  /** Another server would end it before the next batch is written. */
  const isAlmostOver = (idleSecs: number, timeoutSecs: number): boolean =>
    idleSecs >= touchIntervalSecs && idleSecs >= timeoutSecs - touchIntervalSecs

  return {
    get touchIntervalSecs() {
      return touchIntervalSecs
    },
    get slideIntervalSecs() {
      return chosenIntervalSecs ?? (idleTimeoutSecs === null ? 1 : touchIntervalSecs)
    },
    get areNarrowed() {
      return maxAgeSecs !== null || idleTimeoutSecs !== null
    },
    narrow,
    expiryOf,
    isOver,
    cap,
    noteUse,
    flush: () => touches.flush(),
  }
}

const openTouches = (store: SessionStore, options: Parameters<typeof createTouchBuffer>[2]): TouchBuffer =>
  createTouchBuffer(
    (tokenHash, lastUsedAt) => ({ tokenHash, lastUsedAt }),
    list => store.touch(list),
    options,
  )

const defaultIntervalSecs = (idleTimeoutSecs: number | null): number =>
  idleTimeoutSecs === null ? 60 : Math.min(60, Math.max(1, Math.floor(idleTimeoutSecs / 10)))

const smaller = (a: number | null, b: number | null | undefined): number | null =>
  a === null ? (b ?? null) : Math.min(a, b ?? a)

/** Of two ends, of which 0 is none. */
const earlier = (a: number, b: number): number => (a === 0 || b === 0 ? a + b : Math.min(a, b))

function checkLimits({ maxAgeSecs, idleTimeoutSecs, touchIntervalSecs }: SessionLimits): void {
  checkDurations({ maxAgeSecs, idleTimeoutSecs }, 1)
  checkDurations({ touchIntervalSecs })
  if (touchIntervalSecs != null && idleTimeoutSecs != null && touchIntervalSecs > idleTimeoutSecs) {
    const found = `${touchIntervalSecs} with an idle time of ${idleTimeoutSecs}`
    throw new ConfigError([`touchIntervalSecs: expected at most the idle time, found ${found}`])
  }
}

function checkDurations(durations: Readonly<Record<string, number | null | undefined>>, min = 0): void {
  const problems = Object.entries(durations)
    .filter(([, secs]) => secs != null && !(Number.isSafeInteger(secs) && secs >= min))
    .map(([name, secs]) => `${name}: expected a whole number of seconds from ${min}, found ${secs}`)
  if (problems.length > 0) throw new ConfigError(problems)
}
