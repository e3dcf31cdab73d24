import { hashSync } from "bcryptjs";
import { describe, expect, test } from "vitest";
import { hashProblem, isOfCommonPassword } from "../../stacks/password-hash.ts";

const tail = "a".repeat(53);
const whole = `$2a$10$${tail}`;
const mangled = "a shell has taken parts of this bcrypt hash away, since they begin with $";

describe("B30: an admin's password hash", () => {
  const rows: readonly (readonly [string, string, string | undefined])[] = [
    ["whole", whole, undefined],
    ["as htpasswd makes it", `$2y$12$${tail}`, undefined],
    ["empty", "", "no hash is given, and an account without a password is open to everybody"],
    ["of spaces", "  ", "no hash is given, and an account without a password is open to everybody"],
    ["a password in the clear", "correct-horse", "this is no bcrypt hash; a password in the clear is never stored"],
    ["of another kind", `$6$salt$${tail}`, "this is no bcrypt hash; a password in the clear is never stored"],
    ["cheap", `$2a$04$${tail}`, "a bcrypt hash of cost 4 is guessed in hours; 10 or more is needed"],
    ["with its line break", `${whole}\n`, "spaces or line breaks stand around this bcrypt hash"],
    ["with a user's name", `admin:${whole}`, "a user's name stands before this bcrypt hash"],
    ["escaped for Compose", whole.replaceAll("$", () => "$$"), "the $ of this bcrypt hash are still escaped"],
    ["escaped for a shell", whole.replaceAll("$", "\\$"), "the $ of this bcrypt hash are still escaped"],
    ["cut short", whole.slice(0, 40), "a bcrypt hash has 60 characters, and this one has 40"],
    // as bash leaves of "$2a$10$N9qo8uLOickgx2ZMRZoMye…" and of one with a . in its salt
    ["that a shell took everything of", "a0", mangled],
    ["that a shell took the beginning of", "a0.N9qo8uLOickgx2ZMRZoMye", mangled],
    ["without its first $2", `a$10$${tail}`, "this is no bcrypt hash; a password in the clear is never stored"],
    ["without its first $", `2a$10$${tail}`, mangled],
    ["of salt and hash alone", tail, mangled],
  ];
  test.each(rows)("%s", (_, hash, message) => {
    expect(hashProblem(hash)?.message).toBe(message);
  });

  test("of a password that everybody tries first is known", () => {
    expect(["admin", ""].map((password) => isOfCommonPassword(hashSync(password, 4), "argocd"))).toEqual([true, true]);
    expect(isOfCommonPassword(hashSync("kargo", 4), "kargo")).toBe(true);
    expect(isOfCommonPassword(hashSync("correct-horse-battery", 4), "kargo")).toBe(false);
    expect(isOfCommonPassword("not a hash", "kargo")).toBe(false);
  });
});
