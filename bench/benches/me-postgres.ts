import type { PostgresService } from '../../test-services/src/index.ts'
import { handWrittenPostgres } from '../contenders/hand-written.ts'
import { pylon } from '../contenders/pylon.ts'
import { referenceServer } from '../contenders/reference-server.ts'
import { measureBesideHandWritten } from '../lib/beside-hand-written.ts'
import { newDatabase } from '../lib/new-database.ts'
import type { Bench, Row } from '../lib/row.ts'
import { withPostgres } from '../lib/services.ts'

/** `GET /api/auth/me` with a valid session in PostgreSQL. */
export const mePostgres: Bench = {
  name: 'me-postgres',
  run: () => withPostgres(measure),
}

async function measure({ url }: PostgresService): Promise<readonly Row[]> {
  const options = { newPlace: async () => ({ postgresUrl: await newDatabase(url) }), requestsPerRound: 2_000 }
  const { rows } = await measureBesideHandWritten({
    bench: mePostgres.name,
    own: pylon({ name: 'Pylon, PostgreSQL', ...options }),
    byHand: handWrittenPostgres(options),
    goal: 1.2,
    others: [referenceServer({ name: 'reference server, PostgreSQL', ...options })],
  })
  return rows
}
