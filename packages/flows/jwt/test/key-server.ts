import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface KeyServer {
  readonly url: string
  /** How many requests came. */
  readonly count: () => number
  /** Answers from now on. */
  answer(listener: RequestListener): void
  /** Answers a key set from now on. */
  publish(...jwks: readonly object[]): void
}

/** An issuer's key server on a loopback port, stopped when the test ends. */
export async function startKeyServer(...jwks: readonly object[]): Promise<KeyServer> {
  let count = 0
  let listener: RequestListener = () => {}
  const server = createServer((request, response) => {
    count += 1
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  const answer = (next: RequestListener): void => {
    listener = next
  }
  const publish = (...keys: readonly object[]): void => answer((_, response) => response.end(JSON.stringify({ keys })))
  publish(...jwks)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  return { url, count: () => count, answer, publish }
}
