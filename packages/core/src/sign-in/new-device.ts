import { addressKey } from '../address.ts'
import type { Clock } from '../clock.ts'
import type { RequestContext } from '../context.ts'
import { eventFrom, type OnEvent } from '../event.ts'
import type { Mailer } from '../mailer.ts'
import { deviceFrom } from '../sessions/device.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Session } from '../stores/session.ts'
import type { User } from '../stores/user.ts'
import { hashToken } from '../token.ts'
import type { KnownDevices } from './known-device.ts'

export interface NewDevicesOptions {
  readonly mailer: Mailer
  readonly sessions: Pick<Sessions, 'listByUser'>
  readonly knownDevices: KnownDevices | null
  readonly clock: Clock
  /** Told of `session.new_device`. */
  readonly onEvent: OnEvent
  /** Told when a mail could not be taken. */
  readonly onError: (error: unknown) => void
}

/** Tells users of sign-ins from devices that they did not sign in from before. */
export interface NewDevices {
  /** Ask before the session is made: of two first sign-ins in parallel each would take the other for an old one. */
  isNew(user: User, ctx: RequestContext): Promise<boolean>
  /** Awaited, so that no mail is lost when the server stops; the session is there, whatever becomes of it. */
  tell(user: User, ctx: RequestContext, session: Session): Promise<void>
}

/** A mail about a sign-in of yesterday is news; one of last week is a riddle. */
const mailLifetimeSecs = 86_400

export function createNewDevices({
  mailer,
  sessions,
  knownDevices,
  clock,
  onEvent,
  onError,
}: NewDevicesOptions): NewDevices {
  /** Clients without cookies are known by what they call themselves and where they are, as long as a session of theirs lives. */
  async function isNew(user: User, ctx: RequestContext): Promise<boolean> {
    if (knownDevices !== null && knownDevices.find(ctx, user.email) !== null) return false
    const device = deviceFrom(ctx)
    const address = addressKey(ctx.ip)
    const live = await sessions.listByUser(user.id)
    return !live.some(session => session.device === device && addressKey(session.ip ?? '') === address)
  }

  async function tell(user: User, ctx: RequestContext, session: Session): Promise<void> {
    await enqueue(user, session).catch(onError)
    await onEvent(eventFrom(ctx, session.authTime, 'session.new_device', user.id, { session_id: session.id }))
  }

  async function enqueue(user: User, { device, ip, authTime }: Session): Promise<void> {
    await mailer.enqueue({
      to: user.email,
      template: 'new_device',
      values: { device: deviceText(device), time: timeText(authTime), address: ip ?? 'an unknown address' },
      key: `new_device:${hashToken(user.id)}`,
      expiresAt: clock() + mailLifetimeSecs,
    })
  }

  return { isNew, tell }
}

/** Whoever signs in names the device: in a mail of ours that must not become a link, a number to call, or a story. */
function deviceText(device: string | null): string {
  const text = (device ?? '')
    .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
    .replace(/\p{N}{4,}/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return [...text].slice(0, 40).join('') || 'an unknown device'
}

/** `2027-01-15 08:00 UTC`. */
const timeText = (at: number): string => `${new Date(at * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`
