/** The servers that all tests of a run share. */
export interface SharedServices {
  /** Use a schema of your own. */
  readonly postgresUrl: string
  /** Use a key prefix of your own, and never flush it. */
  readonly redisUrl: string
  /** The masters of a Redis Cluster; prefix and flush as above. */
  readonly redisClusterPorts: readonly number[]
}

const variable = 'PYLON_SHARED_TEST_SERVICES'

/** The servers that the test command has brought up. */
export function sharedServices(): SharedServices {
  const text = process.env[variable]
  if (text === undefined) throw new Error('The shared servers are brought up by `npx -y pnpm@12 test`')
  return JSON.parse(text) as SharedServices // written by shareServices alone
}

/** Tells the processes that this one starts from now on. */
export function shareServices(services: SharedServices): void {
  process.env[variable] = JSON.stringify(services)
}

export const areServicesShared = (): boolean => process.env[variable] !== undefined
