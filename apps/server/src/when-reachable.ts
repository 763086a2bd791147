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
      if (performance.now() + pauseMs > giveUpAt) throw unreachable(setting, error)
    }
    await pause(pauseMs)
  }
}

/** The cause's code alone: its message may hold the URL. */
function unreachable(setting: string, { cause }: PylonError): ConfigError {
  const { code } = (cause ?? {}) as { readonly code?: unknown }
  const reason = typeof code === 'string' ? ` (${code})` : ''
  return new ConfigError([`${setting}: the server cannot be reached, tried for ${waitSecs} s${reason}`])
}
