import { memoryStores } from '@pylon/core/memory'
import { answerRaces } from '../src/index.ts'

/** Each process has stores of its own: what no race may take for one database. */
answerRaces(target => {
  if (target === 'crash') process.exit(3)
  if (target === 'refuse') throw new Error('no such database')
  return memoryStores()
})
