/**
 * When the sweep cases play, in unix seconds: long before all the others, so that what the others stored is not swept.
 */
export const sweepTime = 2_000_000_000

/** Sweeps until nothing is left to sweep at that time. */
export async function sweepAll(store: { sweep(now: number, limit: number): Promise<number> }): Promise<void> {
  while ((await store.sweep(sweepTime, 1_000)) > 0);
}
