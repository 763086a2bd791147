import { unique } from '../unique.ts'

/** What the short names of a program stand for in one run: runs share a database. */
export interface Names {
  user(name: string): string
  email(name: string): string
  tokenHash(name: string): string
  sessionId(name: string): string
  key(name: string): string
  tenant(name: string): string
  /** What every user of this run has in their id, and nobody else. */
  readonly marker: string
  /** Takes the marker out of a text, for people to read. */
  shorten(text: string): string
}

export function createNames(): Names {
  const marker = unique('')
  return {
    user: name => `usr_${marker}${name}`,
    email: name => `${name}${marker}@example.com`,
    tokenHash: name => `${marker}tokenHash${name}`,
    sessionId: name => `ses_${marker}${name}`,
    key: name => `${marker}${name}`,
    tenant: name => `org_${marker}${name}`,
    marker,
    shorten: text => text.replaceAll(marker, ''),
  }
}

/** Few, so that calls meet; of one spelling but for case, or such as mean something to a database. */
export const userNames = ['ada', 'ADA', '{eve}*'] as const
export const emailNames = ['x', 'X', "o'k%_"] as const
export const tenantNames = ['acme', 'ACME'] as const
export const kinds = ['password', 'totp'] as const
export const purposes = ['code', 'CODE'] as const
export const keyNames = ['k', 'K:{k}'] as const
