import http from 'node:http'
import https from 'node:https'
import { fetch } from 'undici'
import type { NetGuard } from '../src/net-guard.ts'

export type Way = (guard: NetGuard, url: string) => Promise<string>

/** Every way out of a guard over plain HTTP: answers the text of a page. */
export const plainWays: readonly (readonly [name: string, call: Way])[] = [
  ['fetch', async (guard, url) => (await guard.fetch(url)).text()],
  [
    'dispatcher',
    (guard, url) => unwrap(fetch(url, { dispatcher: guard.dispatcher }).then(response => response.text())),
  ],
  ['httpAgent', ({ httpAgent }, url) => readPage(http, url, { agent: httpAgent })],
]

export const throughHttpsAgent: Way = ({ httpsAgent }, url) =>
  readPage(https, url, { agent: httpsAgent, rejectUnauthorized: false })

/** undici's fetch wraps what a dispatcher throws. */
const unwrap = <Value>(work: Promise<Value>): Promise<Value> =>
  work.catch(error => Promise.reject(error.cause ?? error))

function readPage(client: typeof http | typeof https, url: string, options: https.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = client.get(url, options, response => {
      let text = ''
      response.on('data', chunk => (text += chunk)).on('end', () => resolve(text))
    })
    request.on('error', reject)
  })
}
