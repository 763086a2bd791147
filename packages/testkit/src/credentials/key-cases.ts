import assert from 'node:assert/strict'
import type { Stores } from '@pylon/core'
import { hostileKeys } from '../hostile-texts.ts'
import { testCredential } from '../records.ts'
import type { StoreCase } from '../store-case.ts'
import { unique } from '../unique.ts'

export const credentialKeyCases: readonly StoreCase<Pick<Stores, 'credentials'>>[] = [
  {
    name: 'put: users and kinds of odd characters are kept apart',
    async run({ credentials }) {
      const marker = unique('usr_')
      const made = hostileKeys.flatMap(key => [
        testCredential({ userId: `${marker}${key}`, kind: 'totp', value: `user ${key}` }),
        testCredential({ userId: marker, kind: `totp${key}!`, value: `kind ${key}` }),
      ])
      for (const credential of made) await credentials.put(credential)
      for (const credential of made) {
        assert.deepEqual(await credentials.find(credential.userId, credential.kind), credential)
      }
      for (const { userId, kind } of made) assert.equal(await credentials.advance(userId, kind, 1), true)
      for (const { userId, kind } of made) assert.equal(await credentials.delete(userId, kind), true)
    },
  },
]
