import { randomBytes } from 'node:crypto'
import { openPostgres } from './postgres-driver.ts'

/** Makes a database that is empty; answers its URL. */
export async function newDatabase(serverUrl: string): Promise<string> {
  const name = `bench_${randomBytes(4).toString('hex')}`
  const pool = openPostgres(serverUrl, { max: 1 })
  try {
    await pool.query(`CREATE DATABASE ${name}`)
  } finally {
    await pool.end()
  }
  return Object.assign(new URL(serverUrl), { pathname: name }).href
}
