import type { RequestContext } from '../context.ts'
import type { User } from '../stores/user.ts'

/** One way in which a signed-in user proves again who they are. */
export interface ReauthMethod {
  /** The member of the body in which its proof comes. */
  readonly field: 'password' | 'code'
  /**
   * Counts the try, then judges it: the RFC 8176 names of what was proved, or null when it is wrong or the user has no
   * such proof. Throws 429 when there were too many.
   */
  verify(ctx: RequestContext, user: User, proof: string): Promise<readonly string[] | null>
}
