export { type CsrfOptions, csrf } from './csrf.ts'
