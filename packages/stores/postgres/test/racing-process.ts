import { answerRaces } from '@pylon/testkit'
import { postgresStores } from '../src/index.ts'

/** The target is a URL with the schema as its fragment. */
answerRaces(target => {
  const { href, hash } = new URL(target)
  return postgresStores(href.slice(0, href.length - hash.length), { schema: hash.slice(1), timeoutSecs: 10 })
})
