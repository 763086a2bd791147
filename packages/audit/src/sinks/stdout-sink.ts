import type { Writable } from 'node:stream'
import { textProblem, throwProblems } from './check-options.ts'
import { createTurns } from './in-turn.ts'
import { lineOf } from './record.ts'
import type { AuditSink } from './sink.ts'

export interface StdoutSinkOptions {
  /** `process.stdout`, or another stream; it is never closed, and its errors are the sink's until the sink is closed. */
  readonly stream: Writable
  /** Default `stdout`. */
  readonly name?: string
}

/**
 * Writes JSON lines to a stream; a record counts as written when the stream has handed it on.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { stdoutSink } from '@pylon/audit/sinks'
 *
 * const sink = stdoutSink({ stream: process.stdout })
 */
export function stdoutSink({ stream, name = 'stdout' }: StdoutSinkOptions): AuditSink {
  throwProblems([isWritable(stream) ? null : 'stream: expected a stream to write to', textProblem('name', name, 500)])
  const inTurn = createTurns()
  const ignore = (): void => {} // the write that failed tells; without a listener a closed pipe would end the process
  stream.on('error', ignore)

  const write = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      stream.write(text, error => (error ? reject(error) : resolve()))
    })

  return {
    name,
    write: records => inTurn(() => write(records.map(record => `${lineOf(record)}\n`).join(''))),
    close: () => inTurn(async () => void stream.off('error', ignore)),
  }
}

const isWritable = (stream: unknown): boolean =>
  typeof stream === 'object' && stream !== null && 'write' in stream && typeof stream.write === 'function'
