import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { redisBinary } from './redis-binary.ts'
import { type Service, startService } from './service.ts'

export interface RedisService extends Service {
  readonly url: string
  readonly port: number
  /** Ends the server and deletes its data. */
  stop(): Promise<void>
}

/** Starts a Redis of its own that keeps everything in memory, unless `args` say otherwise. */
export async function startRedis(args: readonly string[] = []): Promise<RedisService> {
  const folder = mkdtempSync(join(tmpdir(), 'pylon-redis-'))
  const port = await freePort()
  const service = await startService({
    file: redisBinary(),
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
      ...['--save', '', '--appendonly', 'no', ...args],
    ],
    options: { cwd: folder },
    port,
    readyText: 'Ready to accept connections',
  })
  return Object.assign(service, {
    port,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await service.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  })
}
