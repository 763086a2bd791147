/** The signatures Pylon reads: its own (HS256) and those of foreign issuers (RFC 7518 §3.1, RFC 8037 §3.1 with Ed25519). */
export type JwtAlgorithm = 'HS256' | 'RS256' | 'ES256' | 'EdDSA'

export const jwtAlgorithms: readonly JwtAlgorithm[] = ['HS256', 'RS256', 'ES256', 'EdDSA']
