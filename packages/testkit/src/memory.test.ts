import { memoryStores } from '@pylon/core/memory'
import { describe, it } from 'vitest'
import { storeCases } from './index.ts'

const stores = memoryStores()

for (const { store, name, run } of storeCases) {
  describe(`memory ${store}`, () => it(name, () => run(stores)))
}
