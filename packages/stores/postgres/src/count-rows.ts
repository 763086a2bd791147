import type { Access, Statement } from './access.ts'

export async function countRows(access: Access, count: Statement): Promise<number> {
  const { rows } = await access.run<[rows: number]>(count, [])
  return rows[0]?.[0] ?? 0
}
