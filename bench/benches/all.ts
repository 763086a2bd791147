import type { Bench } from '../lib/row.ts'
import { argon2 } from './argon2.ts'
import { importing } from './import.ts'
import { meMemory } from './me-memory.ts'
import { meSqlite } from './me-sqlite.ts'
import { million } from './million.ts'
import { resolve } from './resolve.ts'
import { signIn } from './sign-in.ts'
import { sweep } from './sweep.ts'

export const benches: readonly Bench[] = [meMemory, meSqlite, resolve, signIn, argon2, million, sweep, importing]
