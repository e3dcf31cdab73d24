import { loopback } from "../../model/checks/repositories.ts";
import { UserError } from "../../model/problem.ts";
import { shown } from "../../model/words.ts";

/**
 * The address that a first commit is pushed to, and read as Kargo will read it.
 *
 * @param flag the option, for the message
 * @throws UserError for one with a login in it, for ssh, and for plain http but on this machine
 */
export function checkedUrl(flag: string, text: string): string {
  const wrong = (words: string) =>
    new UserError(
      `${flag}: got ${shown(text)}; ${words}. Give it as https://HOST/OWNER/NAME, and the login by a token in the environment`,
    );
  if (!URL.canParse(text) || text.trim() !== text) throw wrong("that is no URL");
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
  if (username !== "" || password !== "")
    throw wrong("it holds a login, which would stand in files, logs and process lists. Change that password");
  if (protocol !== "https:" && protocol !== "http:") throw wrong("allowed is https");
  if (protocol === "http:" && !loopback.test(hostname))
    throw wrong("http would show the token to everyone on the way, and is for loopback only");
  if (search !== "" || hash !== "" || !/^\/[\w.~%-]+(\/[\w.~%-]+)+\/?$/.test(pathname))
    throw wrong("its path isn't one of a repository");
  return text.replace(/\/+$/, "");
}
