import { expect, it } from 'vitest'
import { runKillRounds } from './rounds.ts'

it('loses nothing acknowledged and revives nothing revoked in 12 rounds of kill -9', async () => {
  const report = await runKillRounds(12)
  expect(report.broken).toEqual([])
  expect(report.acknowledgedSignUps).toBeGreaterThan(20)
  expect(report.acknowledgedDeaths).toBeGreaterThan(20)
}, 180_000)
