export {
  createMagicCodes,
  type MagicCode,
  type MagicCodeError,
  type MagicCodeRedemption,
  type MagicCodes,
  type MagicCodesOptions,
} from './magic-codes.ts'
export { createMagicLinks, type MagicLink, type MagicLinks, type MagicLinksOptions } from './magic-links.ts'
