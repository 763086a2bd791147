import { spawn } from 'node:child_process'
import { ask, stop } from './child-messages.ts'
import type { LoadResult, LoadSpec } from './load-spec.ts'
import { scriptPath } from './server-process.ts'

export interface LoadGenerator {
  /** Sends the load and throws when an answer is not the expected status. */
  run(spec: LoadSpec, expectedStatus?: number): Promise<LoadResult>
  stop(): Promise<void>
}

export function startLoadGenerator(): LoadGenerator {
  const child = spawn(process.execPath, [scriptPath('lib/load-generator.ts')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })

  return {
    async run(spec, expectedStatus = 200) {
      const result = await ask<LoadResult>(child, spec)
      if (result.requests === 0 || Object.keys(result.statuses).some(status => Number(status) !== expectedStatus)) {
        throw new Error(`Expected status ${expectedStatus} alone, found ${JSON.stringify(result.statuses)}`)
      }
      return result
    },
    stop: () => stop(child),
  }
}
