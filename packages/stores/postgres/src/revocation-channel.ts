import { ConfigError, type RevocationChannel } from '@pylon/core'
import { Client, type Pool } from 'pg'
import { channelProblems } from './channel-name.ts'
import { type Listener, listen } from './listener.ts'
import { placeOf } from './open-pool.ts'
import { schemaProblems } from './schema-name.ts'
import { decodeText, encodeText } from './text-code.ts'

export interface PostgresRevocationChannelOptions {
  /** The schema of the stores that the words are about; default `public`. */
  readonly schema?: string
  /** Servers that name the same channel hear each other; default `pylon_revocations`. */
  readonly name?: string
}

/** PostgreSQL itself takes 7,999 bytes. */
const mostBytes = 7_500

/**
 * Carries word of revocations by LISTEN and NOTIFY, on one connection of its own that comes back by itself. With a pool
 * it takes the pool's settings and none of its connections. PgBouncer loses word in transaction mode: name PostgreSQL
 * itself.
 *
 * `publish` throws `STORE_UNAVAILABLE` while there is no connection, and `RangeError` for more than 7,500 bytes.
 *
 * @example
 * import { postgresRevocationChannel } from '@pylon/store-postgres'
 *
 * const channel = postgresRevocationChannel('postgres://pylon:secret@db.example.com/app', { schema: 'auth' })
 * channel.subscribe(message => console.log(message))
 */
export function postgresRevocationChannel(
  target: string | Pool,
  { schema = 'public', name = 'pylon_revocations' }: PostgresRevocationChannelOptions = {},
): RevocationChannel {
  const channel = `${name}:${schema}`
  const problems = [...schemaProblems(schema), ...channelProblems(channel)]
  if (problems.length > 0) throw new ConfigError(problems)
  if (typeof target === 'string') placeOf(target)

  const subscribers = new Set<(message: string) => void>()
  const listener: Listener = listen(
    () => makeClient(target),
    channel,
    payload => {
      const message = decodeText(payload)
      for (const onMessage of subscribers) onMessage(message)
    },
  )

  return {
    async publish(message) {
      const payload = encodeText(message)
      if (Buffer.byteLength(payload) > mostBytes) throw new RangeError(`The message has more than ${mostBytes} bytes`)
      await listener.send(payload)
    },
    subscribe: onMessage => void subscribers.add(onMessage),
    get isUp() {
      return listener.isUp
    },
    close: listener.close,
  }
}

/** Within a second a connection that answers nothing is given up. */
const timeoutMs = 750

function makeClient(target: string | Pool): Client {
  const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, keepAlive: true }
  return typeof target === 'string'
    ? new Client({ connectionString: target, fallback_application_name: 'pylon', ...limits })
    : new Client({ ...target.options, password: target.options.password, ...limits }) // a pool hides its password
}
