/**
 * Binds the key, how long a slot is in milliseconds, how many are admitted, 0 or the time for tests, and how many slots
 * a window has.
 *
 * The clock is read under the lock of the row: who had to wait for it would otherwise count in a slot that is over. When
 * that clock was set back, what counts moves back with it: it is as old as it was, and leaves at most a window after
 * now.
 *
 * `ends_at` changes once in a window, so that most updates need no index (HOT).
 */
export const admitSql = (table: string): string => `
  INSERT INTO ${table} AS kept (key, slots, counts, total, is_admitted, ends_at)
  SELECT $1, ARRAY[floor(now_ms / $2::double precision)::bigint], ARRAY[1], 1, true, ${endsAt}
  FROM (SELECT ${now} AS now_ms) AS clock
  ON CONFLICT (key) DO UPDATE SET (slots, counts, total, is_admitted, ends_at) = (
    SELECT
      CASE WHEN is_below AND live.newest IS DISTINCT FROM clock.slot THEN live.slots || clock.slot ELSE live.slots END,
      CASE WHEN NOT is_below THEN live.counts
        WHEN live.newest IS DISTINCT FROM clock.slot THEN live.counts || 1
        ELSE live.counts[:cardinality(live.counts) - 1] || live.counts[cardinality(live.counts)] + 1 END,
      CASE WHEN is_below THEN live.total + 1 ELSE live.total END,
      is_below,
      ${endsAt}
    FROM (SELECT now_ms, floor(now_ms / $2::double precision)::bigint AS slot
      FROM (SELECT ${now} AS now_ms OFFSET 0) AS reading) AS clock
    CROSS JOIN LATERAL (SELECT greatest(0, kept.slots[cardinality(kept.slots)] - clock.slot) AS by) AS back
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(entry.slot - back.by ORDER BY entry.slot), '{}') AS slots,
        coalesce(array_agg(entry.count ORDER BY entry.slot), '{}') AS counts,
        max(entry.slot - back.by) AS newest,
        coalesce(sum(entry.count), 0)::integer AS total
      FROM unnest(kept.slots, kept.counts) AS entry(slot, count)
      WHERE entry.slot - back.by >= clock.slot - $5::integer) AS live
    CROSS JOIN LATERAL (SELECT live.total < $3::integer AS is_below) AS verdict)
  RETURNING is_admitted, total, ceil((slots[1] + $5::integer + 1) * $2::double precision - ${now})::bigint`

/** The server's clock in milliseconds, unless another time is bound. */
export const nowOr = (bound: string): string =>
  `coalesce(nullif(${bound}::double precision, 0), (extract(epoch FROM clock_timestamp()) * 1000)::double precision)`

const now = nowOr('$4')

/** The end of the window after the next one, counted from 1970: past the last slot that counts. */
const endsAt =
  '((floor(now_ms / ($2::double precision * $5::integer)) + 3) * $2::double precision * $5::integer)::bigint'
