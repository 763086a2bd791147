import {
  type Clock,
  type Cookie,
  type CredentialStore,
  deviceFrom,
  generateId,
  generateToken,
  hashToken,
  isToken,
  type RequestContext,
  type StoreBundle,
} from '@pylon/core'

/** A browser that was trusted to skip the second factor. */
export interface TrustedDevice {
  readonly id: string
  readonly tokenHash: string
  readonly label: string | null
  readonly createdAt: number
  readonly expiresAt: number
  /** The user's when it was trusted: a password change in between voids it. */
  readonly authVersion: number
}

export interface TrustedDevicesOptions {
  readonly stores: Pick<StoreBundle, 'users' | 'credentials' | 'transaction'>
  /** Null: no browser is trusted. */
  readonly cookie: Cookie | null
  readonly clock: Clock
}

/** The browsers on which a user does not owe the second factor. */
export interface TrustedDevices {
  readonly cookie: Cookie | null
  /** Trusts the browser of a request for 30 days: the device and its `Set-Cookie` value; null with cookies off. */
  trust(ctx: RequestContext, userId: string, authVersion: number): Promise<NewTrustedDevice | null>
  /** The user's device that a request comes from, if it is trusted now. */
  find(ctx: RequestContext, userId: string): Promise<TrustedDevice | null>
  /** Those trusted now, newest first. */
  list(userId: string): Promise<readonly TrustedDevice[]>
  /** Ends the trust in one of the user's devices, or in all; answers those that were trusted until now. */
  revoke(userId: string, id: string | null): Promise<readonly TrustedDevice[]>
}

export interface NewTrustedDevice {
  readonly device: TrustedDevice
  readonly setCookie: string
}

export const trustedDevicesKind = 'trusted_devices'

const tokenPrefix = 'pylont_'
const lifetimeSecs = 30 * 86_400
const maxDevices = 20

export function createTrustedDevices({ stores, cookie, clock }: TrustedDevicesOptions): TrustedDevices {
  async function trust(ctx: RequestContext, userId: string, authVersion: number): Promise<NewTrustedDevice | null> {
    if (cookie === null) return null
    const token = generateToken(tokenPrefix)
    const device = newDevice(hashToken(token), deviceFrom(ctx), authVersion, clock())
    const formerHash = tokenHashFrom(ctx)
    await change(userId, devices => {
      const others = devices.filter(each => each.tokenHash !== formerHash && each.expiresAt > device.createdAt)
      return [device, ...others].slice(0, maxDevices)
    })
    return { device, setCookie: cookie.set(token, lifetimeSecs) }
  }

  async function find(ctx: RequestContext, userId: string): Promise<TrustedDevice | null> {
    const tokenHash = tokenHashFrom(ctx)
    if (tokenHash === null) return null
    const devices = await read(stores.credentials, userId)
    const [device] = await trustedNow(
      userId,
      devices.filter(each => each.tokenHash === tokenHash),
    )
    return device ?? null
  }

  async function list(userId: string): Promise<readonly TrustedDevice[]> {
    return trustedNow(userId, await read(stores.credentials, userId))
  }

  async function revoke(userId: string, id: string | null): Promise<readonly TrustedDevice[]> {
    const isMeant = (each: TrustedDevice): boolean => id === null || each.id === id
    const before = await change(userId, devices => devices.filter(each => !isMeant(each)))
    return trustedNow(userId, before.filter(isMeant))
  }

  async function trustedNow(userId: string, devices: readonly TrustedDevice[]): Promise<readonly TrustedDevice[]> {
    if (devices.length === 0) return []
    const user = await stores.users.findById(userId)
    const now = clock()
    return devices.filter(each => each.authVersion === user?.authVersion && each.expiresAt > now)
  }

  /** Swaps the list in a transaction, so that no other change is lost; answers it as it was before. */
  async function change(
    userId: string,
    next: (devices: readonly TrustedDevice[]) => readonly TrustedDevice[],
  ): Promise<readonly TrustedDevice[]> {
    return stores.transaction(async ({ users, credentials }) => {
      if ((await users.findById(userId)) === null) return [] // deleted meanwhile
      const before = await read(credentials, userId)
      const value = JSON.stringify(next(before))
      await credentials.put({ userId, kind: trustedDevicesKind, value, step: 0, updatedAt: clock() })
      return before
    })
  }

  function tokenHashFrom(ctx: RequestContext): string | null {
    const token = cookie === null ? null : ctx.cookie(cookie.name)
    return token !== null && isToken(tokenPrefix, token) ? hashToken(token) : null
  }

  return { cookie, trust, find, list, revoke }
}

const newDevice = (tokenHash: string, label: string | null, authVersion: number, createdAt: number): TrustedDevice => ({
  id: generateId('dev_'),
  tokenHash,
  label,
  createdAt,
  expiresAt: createdAt + lifetimeSecs,
  authVersion,
})

async function read(credentials: CredentialStore, userId: string): Promise<readonly TrustedDevice[]> {
  const credential = await credentials.find(userId, trustedDevicesKind)
  return credential === null ? [] : (JSON.parse(credential.value) as readonly TrustedDevice[]) // written by change alone
}
