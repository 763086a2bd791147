import type { RedisService } from '../../test-services/src/index.ts'
import { handWrittenRedis } from '../contenders/hand-written.ts'
import { pylon } from '../contenders/pylon.ts'
import { referenceServer } from '../contenders/reference-server.ts'
import { measureBesideHandWritten } from '../lib/beside-hand-written.ts'
import type { Bench, Row } from '../lib/row.ts'
import { withRedis } from '../lib/services.ts'

/** `GET /api/auth/me` with a valid session in Redis. */
export const meRedis: Bench = {
  name: 'me-redis',
  run: () => withRedis(measure),
}

async function measure({ url: redisUrl }: RedisService): Promise<readonly Row[]> {
  const options = { newPlace: () => ({ redisUrl }) }
  const { rows } = await measureBesideHandWritten({
    bench: meRedis.name,
    own: pylon({ name: 'Pylon, Redis', ...options }),
    byHand: handWrittenRedis(options),
    goal: 1.2,
    others: [referenceServer({ name: 'reference server, Redis', ...options })],
  })
  return rows
}
