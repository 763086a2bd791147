import type { JsonObject } from '@pylon/core'
import type { ProviderData } from '../providers/provider-data.ts'
import { objectAt } from '../providers/read.ts'
import { requestJson, type Wire } from './json-request.ts'
import { problemOf } from './provider-error.ts'
import { secureUrl } from './secure-url.ts'
import { userAgent } from './token-request.ts'

export interface DiscoveryOptions {
  readonly name: string
  readonly issuer: string
  readonly allowInsecureRequests: boolean
}

/** Reads what an OpenID provider says of itself (OpenID Connect Discovery §4); throws a fault when it is not to be used. */
export async function discoverProvider(options: DiscoveryOptions, wire: Wire): Promise<ProviderData> {
  const url = `${options.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const headers = { Accept: 'application/json', 'User-Agent': userAgent }
  const answer = await requestJson({ method: 'GET', url, headers, body: null }, wire)
  const problem = problemOf(answer)
  if (problem !== null) throw wire.fault(problem)
  const document = objectAt(answer.body)
  // a document that speaks for another issuer would pass that one's users off as this one's
  if (document.issuer !== options.issuer) throw wire.fault('wrong issuer')
  return toProviderData(document, options, wire)
}

function toProviderData(
  document: JsonObject,
  { name, issuer, allowInsecureRequests }: DiscoveryOptions,
  { fault }: Wire,
): ProviderData {
  function endpoint(member: string): string {
    const url = secureUrl(document[member], allowInsecureRequests)
    if (url === null) throw fault(`${member} is no https URL`)
    return url
  }

  return {
    name,
    authorizationUrl: endpoint('authorization_endpoint'),
    tokenUrl: endpoint('token_endpoint'),
    scopes: ['openid', 'email', 'profile'],
    hasPkce: true,
    clientAuth: clientAuthOf(document.token_endpoint_auth_methods_supported),
    identity: {
      kind: 'id_token',
      issuer,
      jwksUrl: endpoint('jwks_uri'),
      userInfoUrl: document.userinfo_endpoint === undefined ? null : endpoint('userinfo_endpoint'),
      isIssSent: document.authorization_response_iss_parameter_supported === true,
    },
  }
}

/** Basic is what every provider takes that does not say otherwise (Discovery §3). */
function clientAuthOf(methods: unknown): 'form' | 'basic' {
  if (!Array.isArray(methods) || methods.includes('client_secret_basic')) return 'basic'
  return methods.includes('client_secret_post') ? 'form' : 'basic'
}
