import type { RevocationChannel } from '../stores/revocation-channel.ts'

/** Sends words to the other servers, and lets nobody wait for it. */
export interface Publisher {
  /** Words that could not be sent. */
  readonly failures: number
  publish(word: string): void
}

/** A channel that hangs must not fill the memory with what waits for it. */
const maxUnderWay = 1_000

export function createPublisher(channel: RevocationChannel, onError: (error: unknown) => void): Publisher {
  let failures = 0
  let underWay = 0

  async function send(word: string): Promise<void> {
    if (underWay >= maxUnderWay) return fail(new Error('Too many words wait for the revocation channel'))
    underWay++
    try {
      await channel.publish(word)
    } catch (error) {
      fail(error)
    } finally {
      underWay--
    }
  }

  function fail(error: unknown): void {
    failures++
    onError(error)
  }

  return {
    get failures() {
      return failures
    },
    publish: word => void send(word),
  }
}
