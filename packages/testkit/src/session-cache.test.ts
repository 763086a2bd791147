import { withSessionCache } from '@pylon/core'
import { memoryStores } from '@pylon/core/memory'
import { describe, it } from 'vitest'
import { storeCases } from './index.ts'

const stores = withSessionCache(memoryStores())

// the second time they meet a cache that is full of other sessions
for (const time of ['once', 'again']) {
  for (const { store, name, run } of storeCases) {
    describe(`session cache, ${time}: ${store}`, () => it(name, () => run(stores)))
  }
}
