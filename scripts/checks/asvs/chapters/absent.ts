import type { Exception } from '../requirement.ts'

export const absent: readonly Exception[] = [
  {
    ids: ['V1.2.5', 'V1.2.6', 'V1.2.7', 'V1.2.8', 'V1.3.8', 'V1.3.9', 'V1.3.10'],
    asks: 'commands, LDAP, XPath, LaTeX, JNDI, memcache, format strings',
    because: 'none is used',
  },
  { ids: ['V1.2.9'], asks: 'input in regular expressions', because: 'none is made of input' },
  { ids: ['V1.3.1', 'V1.3.4', 'V1.3.5'], asks: 'HTML, SVG and markup from users', because: 'none is taken' },
  { ids: ['V1.3.2'], asks: 'eval', because: 'nothing is evaluated' },
  { ids: ['V1.4.1', 'V1.4.3'], asks: 'unsafe memory', because: 'JavaScript' },
  { ids: ['V1.5.1'], asks: 'XML', because: 'none is read' },
  {
    ids: ['V3.5.5', 'V3.7.1'],
    asks: 'postMessage, plugins of browsers',
    because: 'pages have one button and one script',
  },
  { ids: ['V4.1.2'], asks: 'redirects from http to https', because: 'Pylon makes none: a call to http fails' },
  { ids: ['V4.3', 'V4.4'], asks: 'GraphQL, WebSocket', because: 'neither is served' },
  { ids: ['V5'], asks: 'files', because: 'none is uploaded or served' },
  { ids: ['V6.2.10', 'V6.4.2'], asks: 'no expiry of passwords, no hints', because: 'there is neither' },
  { ids: ['V6.5.7', 'V6.6.1', 'V6.6.4'], asks: 'biometrics, SMS, push', because: 'Pylon has none' },
  { ids: ['V6.8.3'], asks: 'SAML', because: 'Pylon speaks OAuth and OpenID Connect' },
  { ids: ['V10.4', 'V10.6', 'V10.7'], asks: 'authorization servers and their consent', because: 'Pylon is a client' },
  { ids: ['V10.5.5'], asks: 'back-channel logout', because: 'Pylon does not offer it' },
  {
    ids: ['V11.4.4'],
    asks: 'keys made of passwords',
    because: 'none is: secrets are random, and 32 characters at least',
  },
  { ids: ['V13.4.1', 'V13.4.3'], asks: 'folders of source control, listings of folders', because: 'no file is served' },
  { ids: ['V17'], asks: 'WebRTC', because: 'Pylon has none' },
]
