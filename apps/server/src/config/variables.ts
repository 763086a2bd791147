/** Every variable of the contract but those of OAuth; the ones in `later` belong to what this version does not have yet. */
export const supported: readonly string[] = [
  'PYLON_HOST',
  'PYLON_PORT',
  'PYLON_DEV_MODE',
  'PYLON_CONFIG',
  'PYLON_STORE',
  'PYLON_SESSION_DB',
  'PYLON_SESSION_CACHE_SECS',
  'PYLON_REDIS_URL',
  'PYLON_ADMIN_TOKEN',
  'PYLON_SECRET',
  'PYLON_SECRET_PREVIOUS',
  'PYLON_PUBLIC_URL',
  'PYLON_TRUSTED_ORIGINS',
  'PYLON_CSRF_ORIGINS',
  'PYLON_TRUSTED_PROXIES',
  'PYLON_SESSION_LIFETIME_SECS',
  'PYLON_COOKIES',
  'PYLON_COOKIE_NAME',
  'PYLON_COOKIE_DOMAIN',
  'PYLON_COOKIE_SAMESITE',
  'PYLON_COOKIE_SECURE',
  'PYLON_JWT_SECRET',
  'PYLON_JWT_SECRET_PREVIOUS',
  'PYLON_JWT_ISSUER',
  'PYLON_JWT_LIFETIME_SECS',
  'PYLON_EMAIL_PROVIDER',
  'PYLON_EMAIL_FROM',
  'PYLON_EMAIL_API_KEY',
  'PYLON_EMAIL_ENDPOINT',
  'PYLON_SMTP_URL',
  'PYLON_TLS_CERT',
  'PYLON_TLS_KEY',
  'PYLON_TLS_CLIENT_CA',
  'PYLON_LOG',
]

/** Starting without these only leaves a feature out. */
const ignoredUntilLater = ['PYLON_CORS_ORIGIN']

/** Names of one provider each; which there are, the providers themselves know. */
export const isOAuthName = (name: string): boolean => name.startsWith('PYLON_OAUTH_')

export const later = {
  isIgnored: (name: string): boolean => ignoredUntilLater.includes(name),
}

export const allNames: readonly string[] = [...supported, ...ignoredUntilLater]
