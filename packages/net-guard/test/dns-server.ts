import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIPv4, type LookupFunction } from 'node:net'
import { onTestFinished } from 'vitest'

export interface DnsRecord {
  /** The name asked for unless a chain of aliases led elsewhere. */
  readonly name?: string
  readonly type: 'A' | 'AAAA' | 'CNAME'
  readonly data: string
}

/** Answers one question; `asked` counts the earlier ones for the same name and type. */
export type Zone = (name: string, type: 'A' | 'AAAA', asked: number) => readonly DnsRecord[]

export interface DnsServer {
  /** Asks this server alone, by real packets. */
  readonly lookup: LookupFunction
  /** `A name`, in the order of arrival. */
  readonly questions: readonly string[]
}

/** A DNS server on loopback; all of its answers have a TTL of 0. */
export async function startDnsServer(zone: Zone): Promise<DnsServer> {
  const questions: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (packet, from) => {
    const { name, type, end } = readQuestion(packet)
    const question = `${type} ${name}`
    const records = zone(name, type, questions.filter(each => each === question).length)
    questions.push(question)
    socket.send(answer(packet.subarray(0, end), name, records), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())

  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return { lookup: lookupBy(resolver), questions }
}

function lookupBy(resolver: Resolver): LookupFunction {
  return async (hostname, _options, callback) => {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    const addresses = answers.flatMap(each => (each.status === 'fulfilled' ? each.value : []))
    const [first] = answers
    if (addresses.length === 0 && first.status === 'rejected') return callback(first.reason, [])
    callback(
      null,
      addresses.map(address => ({ address, family: isIPv4(address) ? 4 : 6 })),
    )
  }
}

/** RFC 1035 §4.1: twelve bytes of header, then labels, type and class. */
function readQuestion(packet: Buffer): { name: string; type: 'A' | 'AAAA'; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = packet[at] ?? 0; length > 0; length = packet[at] ?? 0) {
    labels.push(packet.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: packet.readUInt16BE(at + 1) === 28 ? 'AAAA' : 'A', end: at + 5 }
}

function answer(question: Buffer, name: string, records: readonly DnsRecord[]): Buffer {
  const header = Buffer.from(question.subarray(0, 12))
  header.writeUInt16BE(0x8580, 2) // an answer, with authority, recursion offered
  header.writeUInt16BE(records.length, 6)
  header.fill(0, 8, 12)
  return Buffer.concat([header, question.subarray(12), ...records.map(record => encode(record, name))])
}

function encode({ name, type, data }: DnsRecord, asked: string): Buffer {
  const value = type === 'CNAME' ? encodeName(data) : encodeAddress(data)
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE({ A: 1, AAAA: 28, CNAME: 5 }[type], 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt16BE(value.length, 8)
  return Buffer.concat([encodeName(name ?? asked), fixed, value])
}

const encodeName = (name: string): Buffer =>
  Buffer.concat([
    ...name.split('.').map(label => Buffer.from([label.length, ...Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])

function encodeAddress(text: string): Buffer {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  const [head = [], tail = []] = text.split('::').map(half => half.split(':').filter(Boolean))
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Buffer.from(groups.map(group => group.padStart(4, '0')).join(''), 'hex')
}
