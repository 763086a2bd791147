import type { Exception } from '../requirement.ts'

export const yours: readonly Exception[] = [
  { ids: ['V2.1.2', 'V2.2.3'], asks: 'related data fits together', because: 'yours, because they are your data' },
  { ids: ['V3.5.4'], asks: 'applications have host names of their own', because: 'yours, because you name the hosts' },
  {
    ids: ['V7.4.4'],
    asks: 'signing out is easy to find',
    because: 'yours, because the pages are; `DELETE /session` ends it',
  },
  {
    ids: ['V8.1.2'],
    asks: 'who sees which field is written down',
    because: 'yours, for your own data; `/openapi.json` has ours',
  },
  {
    ids: ['V12.1.2', 'V12.2.1', 'V12.2.2'],
    asks: 'TLS everywhere, with good ciphers and public certificates',
    because: 'yours, because your proxy or your certificate ends TLS; Node’s ciphers where Pylon does',
  },
  {
    ids: ['V12.3.1', 'V12.3.3', 'V12.3.4', 'V13.2.1'],
    asks: 'encrypted and authenticated ways to databases and other services',
    because: 'yours, because the URLs are: `rediss://`, `smtps://`, `sslmode=verify-full`',
  },
  {
    ids: ['V13.2.4', 'V13.2.5'],
    asks: 'a list of whom the server may talk to',
    because: 'yours, because a firewall holds it; Pylon asks configured hosts alone, through net-guard',
  },
  {
    ids: ['V14.2.3'],
    asks: 'no sensitive data goes to trackers',
    because: 'yours, because the pages are; Pylon’s load nothing',
  },
  {
    ids: ['V14.3.3'],
    asks: 'browser storage holds nothing sensitive',
    because: 'yours, because the scripts are; Pylon’s store nothing',
  },
  {
    ids: ['V15.1.1', 'V15.2.1'],
    asks: 'libraries are updated in time',
    because: 'yours, because you choose when to upgrade',
  },
  { ids: ['V16.2.3'], asks: 'logs go where it is written, and nowhere else', because: 'yours, because stderr is' },
]
