import { PylonError } from '@pylon/core'

export const totpNotSetUp = (): PylonError =>
  new PylonError('TOTP_NOT_SET_UP', 400, 'Set up an authenticator app first')

export const invalidTotpCode = (): PylonError =>
  new PylonError('INVALID_TOTP_CODE', 401, 'This code is wrong, was used, or has expired')

export const invalidChallenge = (): PylonError =>
  new PylonError('INVALID_CHALLENGE', 401, 'This sign-in is unknown, finished, or has expired; begin again')

export const deviceNotFound = (): PylonError => new PylonError('DEVICE_NOT_FOUND', 404, 'You trust no such device')
