import { PylonError } from '@pylon/core'

export const missingCode = (): PylonError => new PylonError('MISSING_CODE', 400, 'A code is required')
