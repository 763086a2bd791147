import { readConfig } from './config/config.ts'
import { problemsIn } from './config/problems.ts'
import { createLogger } from './log.ts'
import { startServer } from './server.ts'

try {
  const config = await readConfig(process.env)
  const logger = createLogger(config.logLevel)
  const server = await startServer(config, logger)
  console.log(`Pylon answers at ${server.url}`)

  let isStopping = false
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return
    isStopping = true
    logger.info(`${signal}: stopping`)
    await server.stop()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  for (const problem of problemsIn(error)) console.error(`pylon: ${problem}`)
  process.exit(1)
}
