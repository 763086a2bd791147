import { type Cookie, createCookie, generateToken, type HeaderList, hashToken, type RequestContext } from '@pylon/core'

export interface BrowserBindingOptions {
  /** Lets cookies go over plain http, for development. */
  readonly allowInsecureCookies: boolean
  /** How long a browser keeps each, in seconds. */
  readonly lifetimeSecs: number
}

/** Ties each `state` to the browser that began: a link with somebody else's `state` and code signs nobody in. */
export interface BrowserBinding {
  /** A new cookie for a state; its digest is to be kept with the state. */
  begin(ctx: RequestContext, state: string, isFormPost: boolean, now: number): BrowserMark
  /** The digest of the cookie that a browser brought for a state; null when it brought none. */
  find(ctx: RequestContext, state: string, isFormPost: boolean): string | null
  /** Removes the cookie of a state. */
  end(state: string, isFormPost: boolean): HeaderList
}

export interface BrowserMark {
  readonly browserHash: string
  readonly headers: HeaderList
}

/** One cookie for each state, so that sign-ins in several tabs do not undo each other. */
export function createBrowserBinding({ allowInsecureCookies, lifetimeSecs }: BrowserBindingOptions): BrowserBinding {
  /** A form that another site posts brings cookies of `none` alone, which have to be secure. */
  const cookieNamed = (name: string, isFormPost: boolean): Cookie =>
    createCookie({ name, sameSite: isFormPost ? 'none' : 'lax', secure: isFormPost || !allowInsecureCookies })
  const cookieOf = (state: string, isFormPost: boolean): Cookie =>
    cookieNamed(namePrefix + hashToken(state).slice(0, 16), isFormPost)

  return {
    begin(ctx, state, isFormPost, now) {
      const value = `${now}.${generateToken('')}`
      const surplus = surplusNames(ctx, cookieNamed(namePrefix, isFormPost).name)
      const cookies = [
        cookieOf(state, isFormPost).set(value, lifetimeSecs),
        ...surplus.map(name => cookieNamed(namePrefix + name, isFormPost).clear()),
      ]
      return { browserHash: hashToken(value), headers: cookies.map(toHeader) }
    },
    find(ctx, state, isFormPost) {
      const value = ctx.cookie(cookieOf(state, isFormPost).name)
      return value === null ? null : hashToken(value)
    },
    end: (state, isFormPost) => [toHeader(cookieOf(state, isFormPost).clear())],
  }
}

const namePrefix = 'pylon_oauth_'

/** Sign-ins that one browser may have open; more would let a page fill its cookies up until no request fits. */
const maxOpen = 8

/** The cookies of the oldest sign-ins that are too many, by what stands after the prefix of their names. */
function surplusNames(ctx: RequestContext, wirePrefix: string): readonly string[] {
  const pairs = (ctx.header('cookie') ?? '').split(';').map(pair => pair.trim())
  return pairs
    .filter(pair => pair.startsWith(wirePrefix))
    .map(pair => pair.slice(wirePrefix.length).split('=', 2))
    .filter((pair): pair is [string, string] => pair.length === 2 && /^[\w-]{16}$/.test(pair[0] ?? ''))
    .sort(([, a], [, b]) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
    .slice(maxOpen - 1)
    .map(([name]) => name)
}

const toHeader = (value: string): HeaderList[number] => ['Set-Cookie', value]
