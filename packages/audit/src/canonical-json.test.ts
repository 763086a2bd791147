import type { JsonValue } from '@pylon/core'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 §3.2.2', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    ) as JsonValue
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts names by their UTF-16 units, as in RFC 8785 §3.2.3', () => {
    const value = JSON.parse(
      '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
    ) as JsonValue
    const names = [...canonicalJson(value).matchAll(/:(\d)/g)].map(match => match[1])
    expect(names.join('')).toBe('2467153')
  })

  it('writes one text for one value, in whatever order its members came', () => {
    expect(canonicalJson({ b: { d: -0, c: [{}] }, a: undefined })).toBe(canonicalJson({ b: { c: [{}], d: 0 } }))
  })
})
