// `node --conditions=@pylon/source scripts/kill-rounds.ts [rounds] [where]`: 500 rounds of kill -9, by hand.
// `where`: sqlite (default), postgres, redis; or dying-postgres, dying-redis: then the database is killed, not the server.
import { type KillOptions, runKillRounds } from '../apps/server/test/kill/rounds.ts'
import { startPostgres, startRedis } from '../test-services/src/index.ts'

const [roundsText = '500', where = 'sqlite'] = process.argv.slice(2)
const secret = 'secret-of-at-least-32-characters-for-tests'
const isDying = where.startsWith('dying-')
const storage = where.replace('dying-', '')

const postgres = storage === 'sqlite' ? null : await startPostgres({ isDurable: true })
const redis = storage === 'redis' ? await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']) : null
const env: KillOptions['env'] = {
  ...(postgres === null ? {} : { PYLON_STORE: postgres.url, PYLON_SECRET: secret }),
  ...(redis === null ? {} : { PYLON_REDIS_URL: redis.url }),
}

const rounds = Number(roundsText)
const report = await runKillRounds({
  rounds,
  env,
  victim: isDying ? (redis ?? postgres) : null,
  onRound(round) {
    if ((round + 1) % 25 === 0) console.log(`${round + 1} of ${rounds} rounds`)
  },
})
console.log(report)
await Promise.all([postgres?.stop(), redis?.stop()])
process.exit(report.broken.length === 0 ? 0 : 1)
