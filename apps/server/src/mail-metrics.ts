import type { Outbox } from '@pylon/email'
import { Counter, Gauge, type Registry } from 'prom-client'

/** Tells how many mails wait, and what became of the others. */
export function measureMail(registry: Registry, outbox: Outbox): void {
  const registers = [registry]
  new Gauge({
    name: 'pylon_mails_waiting',
    help: 'Mails that wait to be sent; NaN while the store does not answer',
    registers,
    async collect() {
      this.set(await outbox.waiting().catch(() => Number.NaN))
    },
  })
  new Counter({
    name: 'pylon_mails_total',
    help: 'Mails by what became of them: sent, given up, or tried in vain and put off',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(outbox.counts())) this.inc({ outcome }, count)
    },
  })
}
