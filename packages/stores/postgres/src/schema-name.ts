/** What is wrong with the name of a schema: PostgreSQL would cut a longer one off, and two schemas would become one. */
export function schemaProblems(schema: string): readonly string[] {
  const isFine = schema !== '' && !schema.includes('\0') && Buffer.byteLength(schema) <= 63 && !isReserved(schema)
  return isFine ? [] : ['schema: expected a name of 1 to 63 bytes without NUL that does not begin with pg_']
}

const isReserved = (schema: string): boolean => schema.startsWith('pg_') || schema === 'information_schema'
