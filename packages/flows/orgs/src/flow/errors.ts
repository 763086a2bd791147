import { PylonError } from '@pylon/core'

/** The same for an organization that is not there and for one that the caller is not in. */
export const orgNotFound = (): PylonError => new PylonError('ORG_NOT_FOUND', 404, 'You are in no such organization')

export const notAMember = (status: 403 | 404): PylonError =>
  new PylonError('NOT_A_MEMBER', status, status === 403 ? 'You are not a member there' : 'There is no such member')

export const missingOrgId = (): PylonError =>
  new PylonError('MISSING_ORG_ID', 400, 'An organization is required, or null for none')

export const badRole = (): PylonError => new PylonError('BAD_ROLE', 400, 'There is no such role')

export const lastOwner = (): PylonError =>
  new PylonError('LAST_OWNER', 409, 'The organization would be left without an owner')

export const inviteNotFound = (): PylonError =>
  new PylonError('INVITE_NOT_FOUND', 404, 'This invite is unknown, used, expired or revoked')

export const wrongEmail = (): PylonError =>
  new PylonError('WRONG_EMAIL', 403, 'This invite was sent to another address than yours')

export const emailNotVerified = (): PylonError =>
  new PylonError('EMAIL_NOT_VERIFIED', 403, 'Verify your address before you accept an invite')

export const alreadyMember = (): PylonError => new PylonError('ALREADY_MEMBER', 409, 'You are a member already')
