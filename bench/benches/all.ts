import type { Bench } from '../lib/row.ts'
import { meMemory } from './me-memory.ts'
import { meSqlite } from './me-sqlite.ts'

export const benches: readonly Bench[] = [meMemory, meSqlite]
