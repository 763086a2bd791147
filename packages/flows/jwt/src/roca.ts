/** Every prime that RSALib's keys leave their mark on, up to 167. */
const primes: readonly number[] = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
]

/**
 * Tells an RSA modulus made by the library of CVE-2017-15361, which can be factored: its primes are powers of 65537
 * modulo every small prime. Of other keys one in 2^27 looks so and is refused too.
 */
export function isRocaModulus(modulus: bigint): boolean {
  return primes.every(prime => isPowerOf65537(Number(modulus % BigInt(prime)), prime))
}

function isPowerOf65537(remainder: number, prime: number): boolean {
  const base = 65_537 % prime
  let power = 1
  do {
    if (power === remainder) return true
    power = (power * base) % prime
  } while (power !== 1)
  return false
}
