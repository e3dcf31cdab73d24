import { compareSync } from "bcryptjs";

/** What is wrong with a hash, and what to do. Never with any of it. */
interface HashProblem {
  readonly message: string;
  readonly fix: string;
}

/** Whole: `$2a$`, a cost, `$`, and 22 + 31 characters of salt and hash. */
const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Below, a stolen hash is guessed in hours. */
const leastCost = 10;
/** Above, trying the passwords below takes seconds, and who chose such a cost chose a password too. */
const mostTried = 12;

/** What is wrong with a bcrypt hash as it is written (B30). */
export function hashProblem(hash: string): HashProblem | undefined {
  const fix = `Run: htpasswd -nbBC 10 "" PASSWORD | tr -d ':\\n', and give it in single quotes`;
  const problem = (message: string) => ({ message, fix });
  const [, cost] = bcrypt.exec(hash) ?? [];
  if (cost !== undefined) {
    return Number(cost) >= leastCost
      ? undefined
      : problem(`a bcrypt hash of cost ${Number(cost)} is guessed in hours; ${leastCost} or more is needed`);
  }
  if (hash.trim() === "") return problem("no hash is given, and an account without a password is open to everybody");
  if (bcrypt.test(hash.trim())) return problem("spaces or line breaks stand around this bcrypt hash");
  if (/^[^:$]*:\$2[aby]\$/.test(hash)) return problem("a user's name stands before this bcrypt hash");
  if (/^(\$\$|\\\$)2[aby]/.test(hash)) return problem("the $ of this bcrypt hash are still escaped");
  if (/^\$2[aby]\$\d\d\$/.test(hash))
    return problem(`a bcrypt hash has 60 characters, and this one has ${hash.length}`);
  // $2, $1 and a name after the last $ are what a shell puts nothing for: of $2a$10$… it leaves a0 and what follows a . or /
  if (/^(2[aby])?\$?\d\d\$|^[./A-Za-z0-9]{53}$|^[aby]?\d?([./][./A-Za-z0-9]*)?$/.test(hash))
    return problem("a shell has taken parts of this bcrypt hash away, since they begin with $");
  return problem("this is no bcrypt hash; a password in the clear is never stored");
}

/**
 * Whether a whole hash is of a password that whoever wants in tries first. Takes a tenth of a second for each, so it is
 * asked when all else is right.
 */
export function isOfCommonPassword(hash: string, account: string): boolean {
  const [, cost] = bcrypt.exec(hash) ?? [];
  if (cost === undefined || Number(cost) > mostTried) return false;
  return ["admin", account, "password", "changeme", ""].some((password) => compareSync(password, hash));
}
