/** One key of two texts; the length keeps `ab` + `c` apart from `a` + `bc`, whatever characters they hold. */
export const pairKey = (first: string, second: string): string => `${first.length}:${first}${second}`
