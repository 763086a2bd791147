import { PylonError } from '@pylon/core'

export const missingEmail = (): PylonError => new PylonError('MISSING_EMAIL', 400, 'An email address is required')

export const invalidEmail = (): PylonError => new PylonError('INVALID_EMAIL', 400, 'That is no email address')

export const missingPassword = (): PylonError => new PylonError('MISSING_PASSWORD', 400, 'A password is required')

export const weakPassword = (why: string): PylonError => new PylonError('WEAK_PASSWORD', 400, why)

export const pwnedPassword = (): PylonError =>
  new PylonError('PWNED_PASSWORD', 400, 'This password has appeared in a data breach; choose another')

export const emailTaken = (): PylonError =>
  new PylonError('EMAIL_TAKEN', 409, 'This email address already has an account')

export const invalidCredentials = (): PylonError =>
  new PylonError('INVALID_CREDENTIALS', 401, 'Email or password is incorrect')

export const wrongPassword = (): PylonError =>
  new PylonError('WRONG_PASSWORD', 401, 'The current password is incorrect')

export const noPasswordSet = (): PylonError => new PylonError('NO_PASSWORD_SET', 400, 'This account has no password')
