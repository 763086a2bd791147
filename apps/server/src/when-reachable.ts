import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, PylonError } from '@pylon/core'

const waitSecs = 10
const pauseMs = 200

/**
 * Tries until a server answers, which may be starting beside us. Throws `ConfigError` after 10 s, with the name of the
 * setting.
 */
export async function whenReachable<T>(setting: string, open: () => Promise<T>): Promise<T> {
  for (const giveUpAt = performance.now() + waitSecs * 1_000; ; ) {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof PylonError)) throw error // a wrong setting does not get better
      const reason = reasonOf(error)
      if (isHopeless(reason)) throw new ConfigError([`${setting}: ${reason}`])
      if (performance.now() + pauseMs > giveUpAt) {
        throw new ConfigError([`${setting}: the server cannot be reached, tried for ${waitSecs} s (${reason})`])
      }
    }
    await pause(pauseMs)
  }
}

/** What the driver says; its messages name hosts and users, never passwords. */
function reasonOf({ cause, message }: PylonError): string {
  const { code, message: reason } = (cause ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  return typeof code === 'string' ? code : typeof reason === 'string' ? reason : message
}

/** Redis lets us in later no more than now. */
const isHopeless = (reason: string): boolean => /WRONGPASS|NOAUTH|NOPERM/.test(reason)
