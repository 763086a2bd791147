import { join } from 'node:path'
import type { App, StoreBundle } from '@pylon/core'
import { compose } from '../../src/compose.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLogger } from '../../src/log.ts'
import type { Answer, CallOptions } from '../client.ts'
import { cheapHashesIn } from '../faults/cheap-hashes.ts'
import type { Env } from '../process.ts'

export const secret = 'secret-of-at-least-32-characters-for-tests'
export const publicUrl = 'https://app.example.com'

export interface ComposedAnswer extends Answer {
  readonly text: string
  readonly setCookies: readonly string[]
}

export type ComposedCall = (method: string, path: string, options?: CallOptions) => Promise<ComposedAnswer>

export interface Composed {
  readonly app: App
  readonly call: ComposedCall
}

/** The reference server as it is composed, without a socket; hashes are cheap, and mails wait in the outbox. */
export async function composeServer(stores: StoreBundle, env: Env = {}): Promise<Composed> {
  const config = await readConfig({
    PYLON_CONFIG: join(cheapHashesIn(), 'pylon.config.json'),
    PYLON_EMAIL_PROVIDER: 'smtp',
    PYLON_SMTP_URL: 'smtp://127.0.0.1:1',
    ...env,
  })
  const logger = createLogger('silent')
  const { app } = compose({ config, stores, sessionCache: null, secret, publicUrl, logger })
  return { app, call: callOf(app) }
}

/** Calls routes as somebody far away does. */
function callOf(app: App): ComposedCall {
  return async (method, path, { body, bearer, headers } = {}) => {
    const request = new Request(`${publicUrl}/api/auth${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const response = await app.fetch(request, { ip: '203.0.113.9' })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const answer = isJson ? JSON.parse(text) : null
    return {
      ...{ status: response.status, code: answer?.error?.code ?? null, headers: response.headers },
      ...{ body: answer, text, setCookies: response.headers.getSetCookie() },
    }
  }
}
