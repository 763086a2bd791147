import { describe, expect, it } from 'vitest'
import { refusalOf } from '../test/refusal.ts'
import { checkUrl } from './check-url.ts'
import { NetGuardError } from './net-guard-error.ts'

it('answers the parsed URL of a public host, or of a name that only DNS can judge', () => {
  expect(checkUrl('https://Example.COM/a?b#c').href).toBe('https://example.com/a?b#c')
  expect(checkUrl(new URL('http://1.1.1.1:8080/')).port).toBe('8080')
  expect(checkUrl('https://[2606:4700:4700::1111]:8443').host).toBe('[2606:4700:4700::1111]:8443')
})

describe('every spelling of a private address', () => {
  it.each([
    ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7F.1', '0177.0.0.1', '017700000001'],
    ...['0x7f.0x0.0x0.0x1', '0177.0x0.0.01', '127.0.0.1.', '①②⑦.0.0.1', '%31%32%37.0.0.1', '127。0。0。1'],
    ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '0xA9.254.0251.254', '169.16689662'],
    ...['0', '0.0.0.0', '0x0', '127.127.127.127', '10.0.0.1', '192.168.0.1', '172.16.0.1', '100.64.0.1'],
    ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::]', '[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ...['[0:0:0:0:0:ffff:7f00:0001]', '[::ffff:0:127.0.0.1]', '[::FFFF:169.254.169.254]', '[::ffff:a9fe:a9fe]'],
    ...['[64:ff9b::127.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::1]', '[fe80::1]'],
    ...['[2001:0:808:808::80ff:fffe]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[64:ff9b:1::7f00:1]'],
  ])('%s is refused as a host', async host => {
    expect(await refusalOf(() => checkUrl(`http://${host}/`))).toBe('host')
    expect(await refusalOf(() => checkUrl(`https://${host}:8443/x`))).toBe('host')
  })

  it('is refused with a zone, which is no URL', async () => {
    expect(await refusalOf(() => checkUrl('http://[fe80::1%25eth0]/'))).toBe('url')
  })
})

it.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
  'a.b.LocalHost.',
  'ip6-localhost',
  'localhost.localdomain',
])('%s is this machine', async host => {
  expect(await refusalOf(() => checkUrl(`http://${host}/`))).toBe('host')
})

it.each(['mylocalhost', 'localhost.example.com', 'local', '127.0.0.1.nip.io'])('%s is a name like others', host => {
  expect(checkUrl(`http://${host}/`).hostname).toBe(host)
})

it.each([
  'ftp://a.test/',
  'file:///etc/passwd',
  'gopher://a.test:70/_x',
  'data:text/plain,x',
  'javascript:1',
  'ws://a.test/',
])('%s has a scheme that is not allowed', async url => {
  expect(await refusalOf(() => checkUrl(url))).toBe('scheme')
})

it.each(['http://u@a.test/', 'http://u:p@a.test/', 'http://:p@a.test/', 'http://1.1.1.1@127.0.0.1/'])(
  '%s holds credentials',
  async url => {
    expect(await refusalOf(() => checkUrl(url))).toBe('credentials')
  },
)

it.each(['', 'a.test', '//a.test', 'http://', 'http://a b/', 'http://a.test:99999', 'http://999.1.1.1', 'http://[::1'])(
  '%j is no URL',
  async url => {
    expect(await refusalOf(() => checkUrl(url))).toBe('url')
  },
)

it('refuses a host longer than a name can be, and says nothing of it', () => {
  expect(() => checkUrl(`http://${'a'.repeat(100_000)}.test/`)).toThrow('Request to "" was blocked')
})

it.each([null, undefined, 1, {}])('%j is no URL', async value => {
  expect(await refusalOf(() => checkUrl(value as unknown as string))).toBe('url')
})

describe('ports', () => {
  it.each(['http://a.test:22/', 'https://a.test:6379/', 'http://a.test:81', 'http://a.test:0'])(
    '%s is refused',
    async url => {
      expect(await refusalOf(() => checkUrl(url))).toBe('port')
    },
  )

  it.each([
    'http://a.test',
    'https://a.test',
    'http://a.test:443',
    'https://a.test:80',
    'http://a.test:8080',
    'https://a.test:8443',
  ])('%s is allowed', url => {
    expect(checkUrl(url).hostname).toBe('a.test')
  })

  it('are those of the list, or all', async () => {
    expect(await refusalOf(() => checkUrl('http://a.test/', { allowPorts: [3000] }))).toBe('port')
    expect(checkUrl('http://a.test:3000/', { allowPorts: [3000] }).port).toBe('3000')
    expect(checkUrl('http://a.test:22/', { allowPorts: null }).port).toBe('22')
  })
})

describe('allowHosts', () => {
  const allowed = (entry: string, url: string) => refusalOf(() => checkUrl(url, { allowHosts: [entry] }).hostname)

  it.each([
    ['127.0.0.1', 'http://2130706433/', '127.0.0.1'],
    ['::1', 'http://[0:0::1]/', '[::1]'],
    ['[::1]', 'http://[::1]/', '[::1]'],
    ['Vault.Localhost', 'http://vault.localhost./', 'vault.localhost.'],
    ['localhost', 'http://LOCALHOST/', 'localhost'],
    ['10.1.0.0/16', 'http://10.1.255.255/', '10.1.255.255'],
    ['10.1.0.0/16', 'http://[::ffff:10.1.0.1]/', '[::ffff:a01:1]'],
    ['fd00::/8', 'http://[fd12::1]/', '[fd12::1]'],
    ['127.0.0.0/8', 'http://localhost/', 'localhost'],
    ['0.0.0.0/0', 'http://169.254.169.254/', '169.254.169.254'],
  ])('%s lets %s through', async (entry, url, host) => {
    expect(await allowed(entry, url)).toEqual({ passed: host })
  })

  it.each([
    ['127.0.0.1', 'http://127.0.0.2/'],
    ['127.0.0.1', 'http://localhost/'],
    ['localhost', 'http://127.0.0.1/'],
    ['localhost', 'http://a.localhost/'],
    ['10.1.0.0/16', 'http://10.2.0.0/'],
    ['10.1.0.0/16', 'http://10.0.255.255/'],
    ['10.0.0.0/8', 'http://[fd00::1]/'],
    ['fd00::/8', 'http://[fc00::1]/'],
    ['fd00::/8', 'http://10.0.0.1/'],
  ])('%s does not let %s through', async (entry, url) => {
    expect(await allowed(entry, url)).toBe('host')
  })

  it.each([
    '',
    '*',
    '*.example.com',
    'a.test:80',
    'http://a.test',
    'a.test/',
    'u@a.test',
    '10.0.0.0/33',
    '10.0.0.0/',
    'fd00::/129',
  ])('%j is no host and no CIDR', entry => {
    expect(() => checkUrl('http://a.test/', { allowHosts: [entry] })).toThrow(TypeError)
  })

  it('leaves ports alone', async () => {
    expect(await allowed('127.0.0.1', 'http://127.0.0.1:22/')).toBe('port')
  })
})

it('allowLoopback: opens loopback on every port, and nothing else', async () => {
  const options = { allowLoopback: true }
  for (const host of ['localhost:1234', 'a.localhost:1', '127.0.0.1:22', '127.9.9.9', '[::1]:9999']) {
    expect(checkUrl(`http://${host}/`, options).host).toBe(host)
  }
  expect(await refusalOf(() => checkUrl('http://10.0.0.1/', options))).toBe('host')
  expect(await refusalOf(() => checkUrl('http://[64:ff9b::7f00:1]/', options))).toBe('host')
  expect(await refusalOf(() => checkUrl('http://a.test:22/', options))).toBe('port')
})

it.each([0, -1, 65_536, 1.5, Number.NaN, '80'])('%j is no port to allow', port => {
  expect(() => checkUrl('http://a.test/', { allowPorts: [port as number] })).toThrow('allowPorts')
})

it('refuses with a NetGuardError that has a code and the host', () => {
  const error = new NetGuardError('a.test', 'host')
  expect(error).toMatchObject({ name: 'NetGuardError', code: 'NET_GUARD_BLOCKED', host: 'a.test' })
  expect(() => checkUrl('http://10.0.0.1/')).toThrow(
    expect.objectContaining({ code: 'NET_GUARD_BLOCKED', host: '10.0.0.1' }),
  )
})
