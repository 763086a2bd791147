import type { Bench } from '../lib/row.ts'
import { meMemory } from './me-memory.ts'
import { meSqlite } from './me-sqlite.ts'
import { resolve } from './resolve.ts'

export const benches: readonly Bench[] = [meMemory, meSqlite, resolve]
