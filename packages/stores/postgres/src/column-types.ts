import type { CustomTypesConfig } from 'pg'
import { decodeText } from './text-code.ts'

/** Makes values of columns: times and counts become numbers, for none of them is past 2^53. */
export const columnTypes: CustomTypesConfig = { getTypeParser: (type: number) => parsers[type] ?? decodeText }

/** By the numbers that `pg_type` gives them. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: text => text === 't', // boolean
  20: Number, // bigint
  23: Number, // integer
}
