/** Says what is wrong with an option that must be a whole number within bounds; an empty list when nothing is. */
export function rangeProblems(name: string, value: number, min: number, max: number): string[] {
  const isInRange = Number.isInteger(value) && value >= min && value <= max
  return isInRange ? [] : [`${name}: expected a whole number from ${min} to ${max}, found ${value}`]
}
