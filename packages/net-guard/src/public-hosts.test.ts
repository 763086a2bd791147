import { expect, it } from 'vitest'
import { fakeLookup } from '../test/local-server.ts'
import { isPublicAddress } from './address/is-public-address.ts'
import { checkUrlBy } from './check-url.ts'
import { guardLookup } from './guarded-lookup.ts'
import { createPolicy } from './policy.ts'

/** Names, some of them close to those that are refused, with addresses next to blocked ranges and of all regions. */
const hosts: Readonly<Record<string, readonly string[]>> = {
  'example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'example.com.': ['93.184.215.14'],
  'EXAMPLE.ORG': ['93.184.215.14'],
  'one.one.one.one': ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'],
  'dns.google': ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888'],
  'dns.quad9.net': ['9.9.9.9', '149.112.112.112', '2620:fe::fe'],
  'api.github.com': ['140.82.121.6'],
  'github.com': ['140.82.121.4'],
  'accounts.google.com': ['142.250.185.77', '2a00:1450:4001:80b::200d'],
  'login.microsoftonline.com': ['20.190.159.2', '2603:1026:3000::1'],
  'appleid.apple.com': ['17.32.194.37'],
  'hooks.slack.com': ['3.68.175.98'],
  'api.stripe.com': ['34.241.202.139'],
  'api.resend.com': ['104.18.10.29'],
  'api.postmarkapp.com': ['18.235.92.144'],
  'api.pwnedpasswords.com': ['172.67.1.1', '104.17.1.1'],
  'challenges.cloudflare.com': ['104.18.94.41'],
  'hcaptcha.com': ['104.19.229.21'],
  'www.wikipedia.org': ['185.15.59.224', '2a02:ec80:300:ed1a::1'],
  'www.icann.org': ['192.0.43.7', '192.0.32.7', '2620:0:2d0:200::7'],
  'www.iana.org': ['192.0.46.8', '2620:0:2830:200::b:8'],
  'www.kernel.org': ['145.40.73.55'],
  'münchen.de': ['84.17.167.91'],
  'ドメイン.jp': ['210.128.1.1'],
  'xn--bcher-kva.example.net': ['80.80.80.80'],
  'localhost.example.com': ['93.184.215.14'],
  mylocalhost: ['93.184.215.14'],
  '10.example.com': ['11.0.0.1'],
  '127.0.0.1.example.com': ['128.0.0.1'],
  '0x7f.example.com': ['126.255.255.255'],
  'a-b_c.example.com': ['93.184.215.14'],
  'metadata.example.com': ['169.253.255.255', '169.255.0.0'],
  'beside-10.example.com': ['9.255.255.255', '11.0.0.0'],
  'beside-172-16.example.com': ['172.15.255.255', '172.32.0.0'],
  'beside-192-168.example.com': ['192.167.255.255', '192.169.0.0'],
  'beside-100-64.example.com': ['100.63.255.255', '100.128.0.0'],
  'beside-192-0-2.example.com': ['192.0.1.255', '192.0.3.0'],
  'beside-198-18.example.com': ['198.17.255.255', '198.20.0.0'],
  'beside-multicast.example.com': ['223.255.255.255'],
  'as112.example.com': ['192.31.196.1', '192.175.48.42', '2620:4f:8000::42', '2001:4:112::1'],
  'amt.example.com': ['192.52.193.1', '2001:3::1'],
  'pcp.example.com': ['192.0.0.9', '192.0.0.10', '2001:1::1', '2001:1::2', '2001:1::3'],
  'orchid.example.com': ['2001:20::1', '2001:30::1'],
  'nat64.example.com': ['64:ff9b::8.8.8.8', '64:ff9b::101:101'],
  'mapped.example.com': ['::ffff:8.8.8.8'],
  'beside-2001.example.com': ['2000::1', '2001:200::1', '2001:db7:ffff::1', '2001:db9::1'],
  'beside-3fff.example.com': ['3ffe:ffff::1', '3fff:1000::1'],
  'afrinic.example.com': ['41.0.0.1', '2c0f:f000::1'],
  'lacnic.example.com': ['200.0.0.1', '2800::1'],
  'apnic.example.com': ['101.0.0.1', '2400:cb00::1'],
}

it(`refuses none of ${Object.keys(hosts).length} public hosts, by name or by address`, async () => {
  expect(Object.keys(hosts).length).toBeGreaterThanOrEqual(50)
  const policy = createPolicy()
  for (const [host, addresses] of Object.entries(hosts)) {
    const { hostname } = checkUrlBy(policy, `https://${host}/`)
    const lookup = guardLookup(fakeLookup({ [hostname]: [addresses] }), policy)
    const found = await new Promise((resolve, reject) => {
      lookup(hostname, { all: true }, (error, list) => (error ? reject(error) : resolve(list)))
    })
    expect(found).toEqual(addresses.map(address => expect.objectContaining({ address })))
    for (const address of addresses) {
      expect([address, isPublicAddress(address)]).toEqual([address, true])
      expect(checkUrlBy(policy, `http://${address.includes(':') ? `[${address}]` : address}/`).port).toBe('')
    }
  }
})
