import { connect, type Socket } from 'node:net'
import { isWhole } from './answer-text.ts'

type AnswerListener = (connection: Connection, status: number, tookMs: number) => void

/**
 * One keep-alive connection that has one request in flight. Raw sockets, because a generator that costs more than the
 * server it loads measures itself.
 */
export class Connection {
  readonly #socket: Socket
  readonly #onAnswer: AnswerListener
  #received = ''
  #sentAt = 0

  private constructor(socket: Socket, onAnswer: AnswerListener) {
    this.#socket = socket
    this.#onAnswer = onAnswer
    socket.setNoDelay(true)
    socket.setEncoding('latin1') // one character a byte, so that lengths can be compared
    socket.on('data', chunk => this.#read(String(chunk)))
  }

  static open(port: number, onAnswer: AnswerListener): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('error', reject)
      socket.once('connect', () => resolve(new Connection(socket, onAnswer)))
    })
  }

  send(request: string): void {
    this.#sentAt = performance.now()
    this.#socket.write(request, 'latin1')
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: string): void {
    this.#received = this.#received === '' ? chunk : this.#received + chunk
    if (!isWhole(this.#received)) return
    const status = Number(this.#received.slice(9, 12))
    this.#received = ''
    this.#onAnswer(this, status, performance.now() - this.#sentAt)
  }
}
