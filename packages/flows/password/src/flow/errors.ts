import { PylonError } from '@pylon/core'

export const missingPassword = (): PylonError => new PylonError('MISSING_PASSWORD', 400, 'A password is required')

export const weakPassword = (why: string): PylonError => new PylonError('WEAK_PASSWORD', 400, why)

export const pwnedPassword = (): PylonError =>
  new PylonError('PWNED_PASSWORD', 400, 'This password has appeared in a data breach; choose another')

export const invalidCredentials = (): PylonError =>
  new PylonError('INVALID_CREDENTIALS', 401, 'Email or password is incorrect')

export const noPasswordSet = (): PylonError => new PylonError('NO_PASSWORD_SET', 400, 'This account has no password')
