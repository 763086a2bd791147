/** Does to a record what a careless caller might do. A frozen record refuses, without a throw. */
export function overwrite(record: object): void {
  for (const [name, value] of Object.entries(record)) {
    if (Array.isArray(value)) Reflect.set(value, value.length, 'overwritten')
    Reflect.set(record, name, 'overwritten')
  }
}
