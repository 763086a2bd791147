// `node --conditions=@pylon/source scripts/kill-rounds.ts [rounds]`: 500 rounds of kill -9, by hand.
import { runKillRounds } from '../apps/server/test/kill/rounds.ts'

const rounds = Number(process.argv[2] ?? 500)
const report = await runKillRounds(rounds, round => {
  if ((round + 1) % 25 === 0) console.log(`${round + 1} of ${rounds} rounds`)
})
console.log(report)
process.exit(report.broken.length === 0 ? 0 : 1)
