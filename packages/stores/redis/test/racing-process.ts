import { answerRaces } from '@pylon/testkit'
import { redisStores } from '../src/index.ts'

/** The target is a key prefix and URLs. */
answerRaces(target => {
  const [keyPrefix = '', url = ''] = target.split(' ')
  return redisStores(url, { keyPrefix })
})
