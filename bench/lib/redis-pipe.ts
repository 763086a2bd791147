import { once } from 'node:events'
import { connect } from 'node:net'

/** Sends prepared commands, a great many of them, whose answers are one line each. */
export interface RedisPipe {
  write(commands: string): void
  /** Resolves when everything that was written has been answered; rejects when a command was refused. */
  flush(): Promise<void>
  close(): void
}

export async function openRedisPipe(port: number): Promise<RedisPipe> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let waiting = ''
  let unanswered = 0
  let refusal = ''
  socket.setEncoding('latin1')
  socket.on('data', answers => {
    const text = String(answers)
    if (text.includes('-')) refusal ||= text // no answer of success has one
    unanswered -= text.split('\n').length - 1
  })

  return {
    write(commands) {
      waiting += commands
    },
    async flush() {
      unanswered += waiting.split('*').length - 1
      socket.write(waiting, 'latin1')
      waiting = ''
      while (unanswered > 0 && refusal === '') await once(socket, 'data')
      if (refusal !== '') throw new Error(`Redis refused a command: ${refusal.slice(0, 200)}`)
    },
    close: () => void socket.destroy(),
  }
}
