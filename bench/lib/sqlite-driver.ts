import { importPeer } from './import-peer.ts'

/** As much of better-sqlite3 as a bench uses by itself. */
export interface Driver {
  prepare(sql: string): { get(...parameters: unknown[]): unknown }
  close(): void
}

/** The driver alone, for what is measured without Pylon; the same version as in `@pylon/store-sqlite`. */
export async function openReadonly(file: string): Promise<Driver> {
  const { openReadonly } = await importPeer<{ openReadonly(file: string): Driver }>('sqlite.ts')
  return openReadonly(file)
}
