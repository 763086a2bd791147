/** Tells whether a password belongs to the stored hash that the verifier was read from. */
export type Verifier = (password: string) => Promise<boolean>
