import { ConfigError, isLoopback } from '@pylon/core'

export function throwProblems(problems: readonly (string | null)[]): void {
  const found = problems.filter(problem => problem !== null)
  if (found.length > 0) throw new ConfigError(found)
}

export function numberProblem(name: string, value: number, min: number, max: number): string | null {
  return value >= min && value <= max ? null : `${name}: expected ${min} to ${max}, found ${value}`
}

export function wholeProblem(name: string, value: number, min: number, max: number): string | null {
  return Number.isInteger(value) ? numberProblem(name, value, min, max) : `${name}: expected a whole number`
}

export function textProblem(name: string, value: unknown, maxLength: number): string | null {
  const isSound = typeof value === 'string' && value !== '' && value === value.trim() && value.length <= maxLength
  return isSound && !/[\x00-\x1f\x7f]/.test(value) ? null : `${name}: expected a text of 1 to ${maxLength} characters`
}

/** Entries name people and their addresses: they leave this machine over TLS, or by a decision with a name. */
export function urlProblem(name: string, text: string, allowInsecureRequests: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  const isHttp = url?.protocol === 'http:' && (allowInsecureRequests || isThisMachine(url.hostname))
  if ((url?.protocol === 'https:' || isHttp) && url?.username === '' && url.password === '') return null
  return `${name}: expected an https: URL without user and password`
}

const isThisMachine = (hostname: string): boolean =>
  hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
