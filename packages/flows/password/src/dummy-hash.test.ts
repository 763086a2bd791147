import { expect, it } from 'vitest'
import { parseArgon2String } from './argon2-string.ts'
import { createDummyHash } from './dummy-hash.ts'
import { createHasher, hashPassword } from './hashing.ts'
import { schemeFrom } from './hashing-options.ts'

const options = { memoryCostKib: 128, timeCost: 3, pepper: { id: 'k1', key: new Uint8Array(32) } }

it('costs what a real hash costs: same parameters, pepper and sizes, so that it would not need a new hash', async () => {
  const dummy = createDummyHash(schemeFrom(options))
  expect(createHasher(options).needsRehash(dummy)).toBe(false)
  expect(dummy).toHaveLength((await hashPassword('correct horse battery', options)).length)
})

it('is different each time', () => {
  const [one, other] = [createDummyHash(schemeFrom({})), createDummyHash(schemeFrom({}))]
  expect(parseArgon2String(one)?.tag).not.toEqual(parseArgon2String(other)?.tag)
})
