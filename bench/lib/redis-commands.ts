import { randomUUID } from 'node:crypto'
import { openRedis } from './redis-driver.ts'

/** Which commands clients send to a Redis while something runs, each as often as it was sent; not what scripts call. */
export async function commandsDuring(url: string, work: () => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const own = openRedis(url)
  const counts = new Map<string, number>()
  const marker = randomUUID()
  try {
    const monitor = await own.monitor()
    const markerSeen = new Promise<void>(resolve => {
      monitor.on('monitor', (_at: string, [command = '', argument]: string[], source: string) => {
        if (argument === marker) resolve()
        else if (source !== 'lua') counts.set(command.toLowerCase(), (counts.get(command.toLowerCase()) ?? 0) + 1)
      })
    })
    await work()
    await own.echo(marker) // everything before it has been told
    await markerSeen
    monitor.disconnect()
  } finally {
    own.disconnect()
  }
  return counts
}
