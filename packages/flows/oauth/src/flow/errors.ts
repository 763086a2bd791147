import { PylonError } from '@pylon/core'

export const providerNotFound = (): PylonError =>
  new PylonError('PROVIDER_NOT_FOUND', 404, 'This server has no such provider of sign-in')

export const missingCallback = (): PylonError =>
  new PylonError('MISSING_CALLBACK', 400, 'Say in callback where to send the browser afterwards')

export const providerBroken = (cause: unknown): PylonError =>
  new PylonError('OAUTH_PROVIDER_BROKEN', 502, 'The provider of sign-in does not answer as it should', { cause })

export const invalidState = (): PylonError =>
  new PylonError(
    'OAUTH_INVALID_STATE',
    403,
    'This sign-in is unknown, was used, has expired, or began in another browser',
  )

export const exchangeFailed = (cause: unknown): PylonError =>
  new PylonError('OAUTH_TOKEN_EXCHANGE_FAILED', 502, 'The provider did not confirm this sign-in', { cause })

export const accessDenied = (): PylonError =>
  new PylonError('OAUTH_ACCESS_DENIED', 403, 'The sign-in was refused at the provider')

export const linkedElsewhere = (): PylonError =>
  new PylonError('ACCOUNT_LINKED_ELSEWHERE', 409, 'That account belongs to another user here')

export const accountNotFound = (): PylonError =>
  new PylonError('ACCOUNT_NOT_FOUND', 404, 'You have linked no account of this provider')

export const lastCredential = (): PylonError =>
  new PylonError('LAST_CREDENTIAL', 409, 'Without this account you could not sign in any more')

export const noRefreshToken = (): PylonError =>
  new PylonError('NO_REFRESH_TOKEN', 400, 'The provider gave nothing to refresh its token with; sign in there again')

export const refreshFailed = (cause?: unknown): PylonError =>
  new PylonError('REFRESH_FAILED', 502, 'The provider did not refresh its token', { cause })
