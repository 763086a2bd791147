/** The tokens of one program, in the order in which it makes them: a token is made once and never again. */
export interface Tokens {
  /** All of them. */
  readonly made: readonly string[]
  /** A new one, for a session that is inserted for a user or, with null, for one that is there. */
  make(owner: string | null): string
  /** One of those made last: 0 is the last one. Whether it lives is another matter. */
  recent(back: number): string
  /** The same among those that sessions were inserted with, which name them, and for whom. */
  recentInserted(back: number): Inserted
  /** What is made through these is not among the recent ones of the others: it is going to be rolled back. */
  trial(): Tokens
}

export interface Inserted {
  readonly token: string
  readonly owner: string
}

export const createTokens = (): Tokens => tokensOn([], [], [])

function tokensOn(made: string[], recent: string[], inserted: Inserted[]): Tokens {
  return {
    made,
    make(owner) {
      const token = `t${made.length}`
      made.push(token)
      recent.push(token)
      if (owner !== null) inserted.push({ token, owner })
      return token
    },
    recent: back => recent[recent.length - 1 - back] ?? unknown.token,
    recentInserted: back => inserted[inserted.length - 1 - back] ?? unknown,
    trial: () => tokensOn(made, [...recent], [...inserted]),
  }
}

const unknown: Inserted = { token: 'unknown', owner: 'ada' }
