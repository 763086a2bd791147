import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a free port of loopback and says so on stdout, as every measured server does. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    console.log(`answers at http://127.0.0.1:${(server.address() as AddressInfo).port}`) // a TCP server has a port
  })
  process.once('SIGTERM', () => process.exit(0))
}
