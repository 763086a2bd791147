import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '@pylon/core'
import { ProviderFault } from '../protocol/provider-fault.ts'
import { openToken, overOldTokens, sealTokens } from './account-tokens.ts'
import { accountNotFound, noRefreshToken, providerNotFound, refreshFailed } from './errors.ts'
import type { OAuthFlowParts } from './oauth-flow.ts'
import { createLease } from './refresh-lease.ts'

export interface AccountRefresher {
  /** The account with an access token that is good for a while yet, refreshed if need be. */
  freshen(account: Account): Promise<Account>
}

/** Tokens that expire within this are refreshed, in seconds. */
const dueSecs = 60

/** Longer than a provider may take to answer. */
const leaseSecs = 15

const pollMs = 200

/**
 * Refreshes an account once, however many ask: refresh tokens that rotate are dead after one use, and providers end
 * everything when one comes twice. Calls in this process share one refresh; other servers wait for the one that has
 * the lease.
 */
export function createAccountRefresher({ stores, registry, keys, clock }: OAuthFlowParts): AccountRefresher {
  const inFlight = new Map<string, Promise<Account>>()
  const lease = createLease(stores.counters, leaseSecs, clock)

  const isDue = (account: Account): boolean =>
    openToken(keys, account, 'accessToken') === null ||
    (account.accessTokenExpiresAt !== null && account.accessTokenExpiresAt <= clock() + dueSecs)

  async function reload({ providerId, accountId, userId }: Account): Promise<Account> {
    const account = await stores.accounts.find(providerId, accountId)
    if (account === null || account.userId !== userId) throw accountNotFound()
    return account
  }

  async function refreshOnce(account: Account): Promise<Account> {
    const failures = await countFailures(account, 0)
    return (
      (await lease.run(`oauth-refresh:${account.id}`, () => tryRefresh(account))) ?? waitForOther(account, failures)
    )
  }

  /** Counts failures so that those who wait elsewhere learn of them. */
  async function tryRefresh(account: Account): Promise<Account> {
    try {
      return await refresh(account)
    } catch (error) {
      await countFailures(account, 1)
      throw error
    }
  }

  async function countFailures({ id }: Account, by: number): Promise<number> {
    const { count } = await stores.counters.increment(`oauth-refresh-failures:${id}`, by, 2 * leaseSecs, clock())
    return count
  }

  /** Looks again before it asks: the lease may have come free because another has just refreshed. */
  async function refresh(known: Account): Promise<Account> {
    const account = await reload(known)
    if (!isDue(account)) return account
    const provider = registry.find(account.providerId)
    if (provider === null) throw providerNotFound()
    const refreshToken = openToken(keys, account, 'refreshToken')
    if (refreshToken === null) throw noRefreshToken()

    const tokens = await provider.refresh(refreshToken).catch(asRefreshFailed)
    const { idToken } = account // a new one is not verified: there is no nonce to hold it against
    const sealed = overOldTokens({ ...sealTokens(keys, account, tokens), idToken }, account)
    const now = clock()
    const isStored = await stores.accounts.replaceTokens(account.id, sealed, account.accessToken, now)
    return isStored ? { ...account, ...sealed, updatedAt: now } : reload(account)
  }

  async function waitForOther(known: Account, failuresBefore: number): Promise<Account> {
    for (let waitedMs = 0; waitedMs < leaseSecs * 1000; waitedMs += pollMs) {
      await delay(pollMs)
      const account = await reload(known)
      if (account.accessToken !== known.accessToken) return account
      if ((await countFailures(known, 0)) > failuresBefore)
        throw refreshFailed(new Error('another server failed at it'))
    }
    throw refreshFailed(new Error('another server did not end its refresh in time'))
  }

  return {
    async freshen(account) {
      if (!isDue(account)) return account
      const running = inFlight.get(account.id) ?? refreshOnce(account).finally(() => inFlight.delete(account.id))
      inFlight.set(account.id, running)
      return running
    },
  }
}

function asRefreshFailed(error: unknown): never {
  throw error instanceof ProviderFault ? refreshFailed(error) : error
}
