import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@pylon/test-services'

export interface Sentinel {
  readonly port: number
  stop(): Promise<void>
}

/** Starts a Sentinel that watches a master called `main`, alone, and is quick to replace it. */
export async function startSentinel(masterPort: number): Promise<Sentinel> {
  const folder = mkdtempSync(join(tmpdir(), 'pylon-sentinel-'))
  const port = await freePort()
  const file = join(folder, 'sentinel.conf')
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor main 127.0.0.1 ${masterPort} 1`,
    'sentinel down-after-milliseconds main 500',
    'sentinel failover-timeout main 3000',
  ]
  writeFileSync(file, settings.join('\n'))
  const child = spawn(process.env.REDIS_SERVER ?? 'redis-server', [file, '--sentinel'], { stdio: 'ignore' })
  await once(child, 'spawn')
  return {
    port,
    async stop() {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
