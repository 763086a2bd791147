import { randomBytes } from 'node:crypto'

/** The name of a schema that nobody else uses. */
export const freshSchema = (prefix: string = 'test_'): string => prefix + randomBytes(8).toString('hex')
