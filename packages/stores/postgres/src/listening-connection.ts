import { storeUnavailable } from '@pylon/core'
import { type Client, escapeIdentifier } from 'pg'
import { toStoreError } from './errors.ts'

/** A connection from the moment it is opened until it breaks. */
export interface ListeningConnection {
  readonly broken: AbortSignal
  start(): Promise<void>
  /** Throws when it does not listen any more, or through a pooler never did. */
  prove(): Promise<void>
  send(payload: string): Promise<void>
  breakOff(): void
}

export function openListening(
  client: Client,
  channel: string,
  onPayload: (payload: string) => void,
): ListeningConnection {
  const breaking = new AbortController()
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  client.on('error', breakOff).on('end', breakOff)
  client.on('notification', ({ channel: heard, payload = '' }) => heard === channel && onPayload(payload))

  function breakOff(): void {
    breaking.abort()
    client.connection.stream.destroy()
  }

  /** One query at a time; the first that fails ends the connection, and the others with it. */
  function inTurn<T>(query: () => Promise<T>): Promise<T> {
    if (waiting >= mostWaiting) return Promise.reject(storeUnavailable(new Error('Too much word waits to be sent')))
    waiting++
    const turn = last.then(() => runOrBreakOff(query)).finally(() => waiting--)
    last = turn.catch(() => {})
    return turn
  }

  async function runOrBreakOff<T>(query: () => Promise<T>): Promise<T> {
    if (breaking.signal.aborted) throw storeUnavailable(new Error('The connection for LISTEN and NOTIFY broke'))
    try {
      return await query()
    } catch (error) {
      breakOff()
      throw toStoreError(error)
    }
  }

  return {
    broken: breaking.signal,
    breakOff,
    async start() {
      await client.connect()
      await inTurn(() => client.query(`LISTEN ${escapeIdentifier(channel)}`))
    },
    async prove() {
      const { rowCount } = await inTurn(() => client.query(isListening, [channel]))
      if (rowCount === 0) throw new Error('The connection does not listen')
    },
    async send(payload) {
      await inTurn(() => client.query('SELECT pg_notify($1, $2)', [channel, payload]))
    },
  }
}

const mostWaiting = 1_000
const isListening = 'SELECT FROM pg_listening_channels() AS channel WHERE channel = $1'
