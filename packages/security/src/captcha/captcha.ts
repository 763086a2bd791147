import { ConfigError, type JsonObject, type Plugin, PylonError, type RequestContext } from '@pylon/core'
import { askVendor, type CaptchaFetch } from './ask-vendor.ts'
import { type CaptchaProvider, vendors } from './vendor.ts'
import { isOurMistake, isSolved } from './verdict.ts'

export interface CaptchaOptions {
  readonly provider: CaptchaProvider
  /** The vendor's secret for this site. */
  readonly secret: string
  /** Asks the vendor; one that cannot reach private space, where there is one. */
  readonly fetch: CaptchaFetch
  /** From 0 (bot) to 1 (human), for reCAPTCHA v3 alone; default 0.5, and then v2, which has no score, passes too. */
  readonly minScore?: number
  /** The site on which the captcha must have been solved; default null: the vendor's own list of sites decides. */
  readonly expectedHostname?: string | null
  /** Ends of the paths of routes that need a captcha; default registering, and sending of codes and of resets. */
  readonly paths?: readonly string[]
  /** Told when the vendor cannot be asked, or does not know the secret; such requests are refused. */
  readonly onError?: (error: unknown) => void
  /** Default the vendor's own, for the provider. */
  readonly verifyUrl?: string
  /** For the vendor to answer, in seconds; default 5. */
  readonly timeoutSecs?: number
}

/**
 * Refuses requests to some routes unless their `captcha_token` is one that the vendor confirms: 400 `CAPTCHA_FAILED`.
 *
 * Throws `ConfigError`.
 *
 * @example
 * import { createApp } from '@pylon/core'
 * import { captcha } from '@pylon/security/captcha'
 *
 * const app = createApp({
 *   plugins: [captcha({ provider: 'turnstile', secret: 'the secret of this site', fetch })],
 * })
 */
export function captcha({
  provider,
  secret,
  fetch,
  minScore,
  expectedHostname = null,
  paths = ['/password/register', '/magic/send', '/password/reset/request'],
  onError = () => {},
  verifyUrl,
  timeoutSecs = 5,
}: CaptchaOptions): Plugin {
  checkOptions({ provider, secret, minScore, paths, verifyUrl, timeoutSecs })
  const vendor = vendors[provider]
  const isScoreRequired = minScore !== undefined
  const expectations = { expectedHostname, minScore: vendor.hasScore ? (minScore ?? 0.5) : null, isScoreRequired }

  function isGuarded({ method, route }: RequestContext): boolean {
    return method === 'POST' && route !== null && paths.some(path => route.path.endsWith(path))
  }

  async function isHuman(token: string, ip: string): Promise<boolean> {
    const fields = { secret, response: token, ...(ip === '' ? {} : { remoteip: ip }) }
    const answer = await askVendor({ fetch, verifyUrl: verifyUrl ?? vendor.verifyUrl, fields, timeoutSecs })
    if (isOurMistake(answer)) throw new Error(`The captcha vendor refused us: ${JSON.stringify(answer['error-codes'])}`)
    return isSolved(answer, expectations)
  }

  /** A vendor that is away lets nobody in: whoever can slow it down would otherwise switch the captcha off. */
  function refuseUnverified(cause: unknown): never {
    onError(cause)
    throw captchaFailed(cause)
  }

  return {
    name: 'captcha',
    stage: 'validation',
    async handle(ctx, next) {
      if (!isGuarded(ctx)) return next()
      const token = tokenIn(await ctx.json())
      if (token === null) throw captchaFailed()
      if (!(await isHuman(token, ctx.ip).catch(refuseUnverified))) throw captchaFailed()
      return next()
    },
  }
}

const maxTokenLength = 4096

function tokenIn(body: JsonObject): string | null {
  const token = Object.hasOwn(body, 'captcha_token') ? body.captcha_token : null
  return typeof token === 'string' && token !== '' && token.length <= maxTokenLength ? token : null
}

const captchaFailed = (cause?: unknown): PylonError =>
  new PylonError('CAPTCHA_FAILED', 400, 'The captcha was not solved; solve a new one', { cause })

interface CheckedOptions extends Required<Pick<CaptchaOptions, 'provider' | 'secret' | 'paths' | 'timeoutSecs'>> {
  readonly minScore: number | undefined
  readonly verifyUrl: string | undefined
}

function checkOptions({ provider, secret, minScore, paths, verifyUrl, timeoutSecs }: CheckedOptions): void {
  const problems: string[] = []
  const isKnown = Object.hasOwn(vendors, provider)
  if (!isKnown) problems.push(`provider: expected ${Object.keys(vendors).join(', ')}, found ${provider}`)
  if (secret === '') problems.push('secret: expected the secret of this site, found nothing')
  if (isKnown && minScore !== undefined && !vendors[provider].hasScore) problems.push(`minScore: ${provider} has none`)
  if (minScore !== undefined && !(minScore >= 0 && minScore <= 1)) problems.push('minScore: expected 0 to 1')
  if (paths.length === 0 || !paths.every(isPath)) problems.push('paths: expected paths that begin with /')
  if (verifyUrl !== undefined && !isHttpUrl(verifyUrl)) problems.push('verifyUrl: expected a URL of http or https')
  if (!(timeoutSecs > 0 && timeoutSecs <= 60)) problems.push('timeoutSecs: expected more than 0 and at most 60')
  if (problems.length > 0) throw new ConfigError(problems)
}

const isPath = (path: string): boolean => /^\/./.test(path)

const isHttpUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text)
