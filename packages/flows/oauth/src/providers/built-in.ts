import { apple } from './apple.ts'
import { atlassian } from './atlassian.ts'
import { discord } from './discord.ts'
import { dropbox } from './dropbox.ts'
import { facebook } from './facebook.ts'
import { figma } from './figma.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { google } from './google.ts'
import { kick } from './kick.ts'
import { linear } from './linear.ts'
import { linkedin } from './linkedin.ts'
import { microsoft } from './microsoft.ts'
import { notion } from './notion.ts'
import { paypal } from './paypal.ts'
import type { ProviderData } from './provider-data.ts'
import { reddit } from './reddit.ts'
import { roblox } from './roblox.ts'
import { salesforce } from './salesforce.ts'
import { slack } from './slack.ts'
import { spotify } from './spotify.ts'
import { tiktok } from './tiktok.ts'
import { twitch } from './twitch.ts'
import { twitter } from './twitter.ts'
import { vercel } from './vercel.ts'
import { zoom } from './zoom.ts'

/** The ids of the providers that need no discovery. */
export const builtInProviderIds: readonly string[] = [
  'google',
  'github',
  'apple',
  'microsoft',
  'discord',
  'slack',
  'spotify',
  'twitch',
  'twitter',
  'linkedin',
  'facebook',
  'gitlab',
  'reddit',
  'notion',
  'linear',
  'vercel',
  'zoom',
  'salesforce',
  'atlassian',
  'figma',
  'dropbox',
  'tiktok',
  'paypal',
  'kick',
  'roblox',
]

/** What is known of a built-in provider; null for any other id. */
export function builtInProvider(id: string, tenant: string | undefined): ProviderData | null {
  if (id === 'microsoft') return microsoft(tenant)
  return byId.get(id) ?? null
}

const byId: ReadonlyMap<string, ProviderData> = new Map(
  Object.entries({
    google,
    github,
    apple,
    discord,
    slack,
    spotify,
    twitch,
    twitter,
    linkedin,
    facebook,
    gitlab,
    reddit,
    notion,
    linear,
    vercel,
    zoom,
    salesforce,
    atlassian,
    figma,
    dropbox,
    tiktok,
    paypal,
    kick,
    roblox,
  }),
)
