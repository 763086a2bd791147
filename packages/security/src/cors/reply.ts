import type { HeaderList, Reply } from '@pylon/core'
import type { CorsOptions } from './cors.ts'

/** What an origin's requests are answered with. */
export interface OriginHeaders {
  readonly plain: HeaderList
  readonly preflight: HeaderList
}

type Header = HeaderList[number]

const vary: Header = ['Vary', 'Origin']

/** A cache must not hand the answer to one preflight to another. */
export const preflightVary: Header = ['Vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers']

/** For origins that are not allowed, and for requests that name none: the same URL answers others otherwise. */
export const denied: OriginHeaders = { plain: [vary], preflight: [preflightVary] }

/** The lists are ours, whatever the request asks for. */
export function originHeaders({
  allowedOrigin,
  allowCredentials,
  allowedMethods,
  allowedHeaders,
  exposedHeaders,
  maxAgeSecs,
}: Required<Omit<CorsOptions, 'allowedOrigins'>> & { readonly allowedOrigin: string }): OriginHeaders {
  const shared: HeaderList = [
    ['Access-Control-Allow-Origin', allowedOrigin],
    ...(allowCredentials ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
  ]
  return {
    plain: [vary, ...shared, ...listHeader('Access-Control-Expose-Headers', exposedHeaders)],
    preflight: [
      preflightVary,
      ...shared,
      ...listHeader(
        'Access-Control-Allow-Methods',
        allowedMethods.map(method => method.toUpperCase()),
      ),
      ...listHeader('Access-Control-Allow-Headers', allowedHeaders),
      ['Access-Control-Max-Age', String(maxAgeSecs)],
    ],
  }
}

const listHeader = (name: string, list: readonly string[]): HeaderList =>
  list.length === 0 ? [] : [[name, list.join(', ')]]

/** Adds our headers, with `Vary` first among them, to a reply. */
export function withHeaders({ status, headers, body }: Reply, ours: HeaderList): Reply {
  return { status, headers: headers.some(isContested) ? merged(headers, ours) : headers.concat(ours), body }
}

const isContested = ([name]: Header): boolean => isVary(name) || isAllowOrigin(name)

const isVary = (name: string): boolean => name.length === 4 && name.toLowerCase() === 'vary'

const isAllowOrigin = (name: string): boolean =>
  name.length === 27 && name.toLowerCase() === 'access-control-allow-origin'

/** A route that decides by itself who reads it keeps its word: two such headers are refused by browsers. */
function merged(inner: HeaderList, ours: HeaderList): HeaderList {
  const isDecided = inner.some(([name]) => isAllowOrigin(name))
  const added = isDecided ? [] : ours.slice(1)
  const names = inner.filter(([name]) => isVary(name)).flatMap(([, value]) => value.split(',').map(part => part.trim()))
  const isCovered = names.some(name => name === '*' || name.toLowerCase() === 'origin')
  const value = [...names, ...(isCovered ? [] : ['Origin'])].join(', ')
  return [...inner.filter(([name]) => !isVary(name)), ['Vary', value], ...added]
}
