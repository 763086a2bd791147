import { importPeer } from './import-peer.ts'

/** As much of better-sqlite3 as a bench uses by itself. */
export interface Driver {
  prepare(sql: string): {
    get(...parameters: unknown[]): unknown
    all(...parameters: unknown[]): unknown[]
    run(...parameters: unknown[]): unknown
  }
  exec(sql: string): unknown
  close(): void
}

interface Peer {
  openReadonly(file: string): Driver
  openWritable(file: string): Driver
}

/** The driver alone, for what is measured without Pylon; the same version as in `@pylon/store-sqlite`. */
export const openReadonly = async (file: string): Promise<Driver> =>
  (await importPeer<Peer>('sqlite.ts')).openReadonly(file)

/** The driver alone, to fill a database faster than by its store. */
export const openWritable = async (file: string): Promise<Driver> =>
  (await importPeer<Peer>('sqlite.ts')).openWritable(file)
