import { startPostgres, startRedis } from '@pylon/test-services'
import { expect, it, onTestFinished } from 'vitest'
import { newStorage } from '../storage.ts'
import { type KillOptions, runKillRounds } from './rounds.ts'

const secret = 'secret-of-at-least-32-characters-for-tests'

it('loses nothing acknowledged and revives nothing revoked in 12 rounds of kill -9', async () => {
  await expectNothingBroken({ rounds: 12 })
}, 180_000)

it.each(['postgres', 'redis-and-postgres'])(
  'does so on %s',
  async name => {
    await expectNothingBroken({ rounds: 6, env: await newStorage(name) })
  },
  180_000,
)

it('does so when PostgreSQL is killed', async () => {
  const postgres = await startPostgres({ isDurable: true })
  onTestFinished(() => postgres.stop())
  const env = { PYLON_STORE: postgres.url, PYLON_SECRET: secret }
  await expectNothingBroken({ rounds: 4, env, victim: postgres })
}, 180_000)

it('does so when Redis is killed, with every write in its log', async () => {
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always'])
  onTestFinished(() => redis.stop())
  const env = { ...(await newStorage('postgres')), PYLON_REDIS_URL: redis.url }
  await expectNothingBroken({ rounds: 4, env, victim: redis })
}, 180_000)

async function expectNothingBroken(options: KillOptions): Promise<void> {
  const report = await runKillRounds(options)
  expect(report.broken).toEqual([])
  expect(report.acknowledgedSignUps).toBeGreaterThan(options.rounds * 2)
  expect(report.acknowledgedDeaths).toBeGreaterThan(options.rounds / 2)
}
