import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between a client and a server, and disturbs what passes. */
export interface TcpProxy {
  readonly port: number
  /** Holds back what passes either way, in milliseconds; 0 = nothing. */
  delay(ms: number): void
  /** Lets nothing pass, without a word, until `heal`. */
  freeze(): void
  /** Breaks every connection and refuses new ones until `heal`. */
  cut(): void
  heal(): void
  stop(): Promise<void>
}

/** Starts a proxy on loopback in front of a port of loopback. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let delayMs = 0
  let isFrozen = false
  let isCut = false

  const server = createServer(client => {
    if (isCut) return void client.destroy()
    const target = connect(targetPort, '127.0.0.1')
    pass(client, target)
    pass(target, client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  function pass(from: Socket, to: Socket): void {
    sockets.add(from)
    from.setNoDelay(true)
    if (isFrozen) from.pause()
    from.on('data', data => {
      if (delayMs === 0) to.write(data)
      else setTimeout(() => to.writable && to.write(data), delayMs)
    })
    from.on('error', () => {}) // the other side learns of it by the close
    from.once('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    delay(ms) {
      delayMs = ms
    },
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    cut() {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    heal() {
      isCut = false
      isFrozen = false
      for (const socket of sockets) socket.resume()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
