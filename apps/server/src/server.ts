import { createServer } from 'node:net'
import { ConfigError } from '@pylon/core'
import { type RunningServer, serve } from '@pylon/node'
import { openAuditSinks } from './audit-sinks.ts'
import { compose } from './compose.ts'
import type { Config } from './config/config.ts'
import { type Logger, warnSparingly } from './log.ts'
import { openStores } from './open-stores.ts'
import { warningsOf } from './plugins/warnings.ts'
import { findSecret } from './secret.ts'
import { startSweeper } from './sweeper.ts'

export interface ReferenceServer {
  readonly url: string
  /** Finishes requests in flight, writes what waits in memory, closes the stores. */
  stop(): Promise<void>
}

/**
 * Starts the reference server. Throws `ConfigError` before it listens.
 */
export async function startServer(config: Config, logger: Logger): Promise<ReferenceServer> {
  for (const warning of [...config.warnings, ...warningsOf(config)]) logger.warn(warning)
  const { secret, notice } = findSecret(config.secret, config.store)
  if (notice !== null) logger.warn(notice)

  const port = config.port === 0 ? await freePort(config.host) : config.port
  const publicUrl = config.publicUrl ?? localUrl(config, port)
  const sinks = await openAuditSinks(config)
  const { stores, limits, sessionCache } = await openStores(
    config,
    warnSparingly(logger, 'a revocation could not be sent to the other servers'),
  )
  const { app, outbox, audit, sweeps, flushes } = compose({
    ...{ config, stores, limits, sinks, sessionCache, secret, publicUrl, logger },
  })
  const server = await listen(() => serve(app, { ...config, port }), config, port)
  const sweeper = startSweeper({ sweeps, onError: error => logger.warn({ err: error }, 'sweep failed') })
  outbox?.start()
  audit.start()

  return {
    url: server.url,
    async stop() {
      sweeper.stop()
      await server.close()
      // a database that is gone keeps nobody from stopping
      for (const step of [() => outbox?.stop(), audit.stop, ...flushes, stores.close]) {
        await Promise.resolve(step()).catch(error =>
          logger.warn({ err: error }, 'not everything could be written at the end'),
        )
      }
    },
  }
}

/** Known before listening, because the public URL holds it. */
const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

function localUrl({ host, tls }: Config, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${tls === null ? 'http' : 'https'}://${name}:${port}`
}

async function listen(start: () => Promise<RunningServer>, { host }: Config, port: number): Promise<RunningServer> {
  try {
    return await start()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const why: Record<string, string> = {
      EADDRINUSE: `port ${port} at ${host} is in use`,
      EACCES: `port ${port} needs rights that this process does not have`,
      EADDRNOTAVAIL: `${host} is no address of this machine`,
    }
    throw new ConfigError([`PYLON_HOST, PYLON_PORT: ${why[code ?? ''] ?? message}`])
  }
}
