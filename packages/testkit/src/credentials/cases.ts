import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { hostileTexts, textWithNul } from '../hostile-texts.ts'
import { countOf, race, racers } from '../race.ts'
import { testCredential } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'
import { credentialDeleteCases } from './delete-cases.ts'
import { credentialKeyCases } from './key-cases.ts'
import { credentialReplaceCases } from './replace-cases.ts'

/**
 * The contract of `CredentialStore`.
 *
 * @example
 * import { memoryStores } from '@pylon/core/memory'
 * import { credentialCases } from '@pylon/testkit'
 *
 * const { credentials } = memoryStores()
 * for (const { run } of credentialCases) await run({ credentials })
 */
export const credentialCases: readonly StoreCase<Pick<Stores, 'credentials'>>[] = [
  {
    name: 'put: the credential is found, every member as it was',
    async run({ credentials }) {
      for (const value of hostileTexts) {
        const credential = testCredential({ value, step: 12_345_678_901 })
        await credentials.put(credential)
        assert.deepEqual(await credentials.find(credential.userId, credential.kind), credential)
      }
    },
  },
  {
    name: 'put: a NUL in a value comes back unchanged',
    async run({ credentials }) {
      const credential = testCredential({ value: textWithNul })
      await credentials.put(credential)
      assert.deepEqual(await credentials.find(credential.userId, credential.kind), credential)
    },
  },
  {
    name: 'put: overwrites the value and the step',
    async run({ credentials }) {
      const old = testCredential({ kind: 'totp', value: 'old', step: 9 })
      const next = { ...old, value: 'new', step: 0, updatedAt: old.updatedAt + 1 }
      await credentials.put(old)
      await credentials.put(next)
      assert.deepEqual(await credentials.find(old.userId, 'totp'), next)
    },
  },
  {
    name: 'put: of 50 concurrent callers one is kept whole',
    async run({ credentials }) {
      const userId = unique('usr_')
      const all = await race(async index => testCredential({ userId, value: `value ${index}`, step: index }))
      await race(index => credentials.put(all[index] ?? testCredential()))
      const kept = await credentials.find(userId, 'password')
      assert.deepEqual(kept, all[kept?.step ?? 0])
    },
  },
  {
    name: 'find: kinds and users are kept apart, however their names run together',
    async run({ credentials }) {
      const userId = unique('usr_')
      const first = testCredential({ userId, kind: 'password' })
      await credentials.put(first)
      await credentials.put(testCredential({ userId, kind: 'totp', value: 'other' }))
      await credentials.put(testCredential({ userId: `${userId}pass`, kind: 'word', value: 'other' }))
      assert.deepEqual(await credentials.find(userId, 'password'), first)
      assert.equal(await credentials.find(userId, 'pass'), null)
      assert.equal(await credentials.find(unique('usr_'), 'password'), null)
    },
  },
  ...credentialReplaceCases,
  ...credentialDeleteCases,
  {
    name: 'advance: moves forward only',
    async run({ credentials }) {
      const { userId, kind } = testCredential({ kind: 'totp' })
      await credentials.put(testCredential({ userId, kind, step: 10 }))
      assert.equal(await credentials.advance(userId, kind, 9), false)
      assert.equal(await credentials.advance(userId, kind, 10), false)
      assert.equal(await credentials.advance(userId, kind, 11), true)
      assert.equal((await credentials.find(userId, kind))?.step, 11)
    },
  },
  {
    name: 'advance: answers false for an unknown credential and makes none',
    async run({ credentials }) {
      const userId = unique('usr_')
      assert.equal(await credentials.advance(userId, 'totp', 1), false)
      assert.equal(await credentials.find(userId, 'totp'), null)
    },
  },
  {
    name: 'advance: of 50 concurrent callers with one step exactly one gets true',
    async run({ credentials }) {
      const { userId, kind } = testCredential({ kind: 'totp' })
      await credentials.put(testCredential({ userId, kind, step: 10 }))
      assert.equal(countOf(await race(() => credentials.advance(userId, kind, 11)), true), 1)
    },
  },
  {
    name: 'advance: of 50 concurrent callers with different steps the highest one is kept',
    async run({ credentials }) {
      const { userId, kind } = testCredential({ kind: 'totp' })
      await credentials.put(testCredential({ userId, kind }))
      const answers = await race(index => credentials.advance(userId, kind, ((index * 7) % racers) + 1))
      assert.equal(answers[answers.findIndex((_, index) => ((index * 7) % racers) + 1 === racers)], true)
      assert.equal((await credentials.find(userId, kind))?.step, racers)
    },
  },
  ...credentialKeyCases,
]
