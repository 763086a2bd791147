/** What a promise was rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { readonly isPermanent: boolean }> {
  const outcome = await work.then(
    () => null,
    error => error,
  )
  if (outcome === null) throw new Error('expected a refusal')
  return outcome
}

/** What a factory lists as problems of its options. */
export function problemsOf(make: () => unknown): readonly string[] {
  try {
    make()
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigError')
      return (error as Error & { problems: string[] }).problems
    throw error
  }
  throw new Error('expected a ConfigError')
}
