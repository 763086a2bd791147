export { type CsrfOptions, type CsrfPlugin, csrf } from './csrf.ts'
