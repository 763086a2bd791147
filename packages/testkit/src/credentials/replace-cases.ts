import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { countOf, race } from '../race.ts'
import { testCredential } from '../records.ts'
import type { StoreCase } from '../store-case.ts'

export const credentialReplaceCases: readonly StoreCase<Pick<Stores, 'credentials'>>[] = [
  {
    name: 'replace: swaps the value that was expected',
    async run({ credentials }) {
      const old = testCredential({ value: 'old' })
      const next = { ...old, value: 'new', updatedAt: old.updatedAt + 1 }
      await credentials.put(old)
      assert.equal(await credentials.replace(next, 'old'), true)
      assert.deepEqual(await credentials.find(old.userId, old.kind), next)
    },
  },
  {
    name: 'replace: another value than the expected one stays',
    async run({ credentials }) {
      const changed = testCredential({ value: 'changed in between' })
      await credentials.put(changed)
      assert.equal(await credentials.replace({ ...changed, value: 're-hash' }, 'old'), false)
      assert.deepEqual(await credentials.find(changed.userId, changed.kind), changed)
    },
  },
  {
    name: 'replace: answers false for an unknown credential and makes none',
    async run({ credentials }) {
      const credential = testCredential({ value: '' })
      assert.equal(await credentials.replace(credential, ''), false)
      assert.equal(await credentials.find(credential.userId, credential.kind), null)
    },
  },
  {
    name: 'replace: of 50 concurrent callers with one expected value exactly one gets true, and its value stays',
    async run({ credentials }) {
      const old = testCredential({ value: 'old' })
      await credentials.put(old)
      const answers = await race(index => credentials.replace({ ...old, value: `new ${index}` }, 'old'))
      assert.equal(countOf(answers, true), 1)
      assert.equal((await credentials.find(old.userId, old.kind))?.value, `new ${answers.indexOf(true)}`)
    },
  },
  {
    name: 'replace: never moves the step back, so that a value sealed anew opens no replay',
    async run({ credentials }) {
      const read = testCredential({ kind: 'totp', value: 'old key', step: 10 })
      await credentials.put(read)
      await credentials.advance(read.userId, 'totp', 11)
      assert.equal(await credentials.replace({ ...read, value: 'new key' }, 'old key'), true)
      assert.equal((await credentials.find(read.userId, 'totp'))?.step, 11)
    },
  },
]
