import Database from 'better-sqlite3'

export const openReadonly = (file: string): Database.Database => new Database(file, { readonly: true })

export const openWritable = (file: string): Database.Database => new Database(file)
