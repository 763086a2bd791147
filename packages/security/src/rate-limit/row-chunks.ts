/** Rows stand in arrays of this many, so that nothing is ever copied into a larger one. */
export const chunkBits = 10
export const rowsInChunk: number = 2 ** chunkBits
export const rowMask: number = rowsInChunk - 1
