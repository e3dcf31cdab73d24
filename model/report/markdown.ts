import { redacted } from "../redacted.ts";

/**
 * Text of strangers in Markdown. All of it stands in code spans: nothing in one is Markdown, HTML, a mention, a link or a
 * reference, in CommonMark and at GitHub and Gitea alike.
 */

/** Sequences that colour and move a terminal's text. Source: ECMA-48, CSI and OSC. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** What no one sees, or what turns the text around it: control and format characters, separators, halves of surrogates. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{Cs}/gu;

/** The most characters of one text where nothing else is said. */
const longest = 300;

/** A text on one line, each character of it visible, nothing that looks like a secret in it. */
export function visible(text: string, most = longest): string {
  const line = redacted(text.replace(terminal, ""))
    .replace(/\s+/g, " ")
    .replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}

/** A text as a code span, anywhere but in a table. */
export function code(text: string, most?: number): string {
  const shown = visible(text, most);
  if (shown === "") return "(nothing)";
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  // CommonMark takes one space away on both sides, where a space stands on both
  const space = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A text as a code span in a cell of a table, where a bar would end the cell. */
export function cell(text: string, most?: number): string {
  return code(text, most).replace(/(\\*)\|/g, (_, slashes: string) => `${slashes}${slashes === "" ? "" : " "}\\|`);
}

/** A text as HTML, on a line of HTML. */
export function html(text: string, most?: number): string {
  return visible(text, most).replace(/[^\w .-]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * What follows a list's entry that quotes a message: on the same line when it is one line, else as a code block below.
 *
 * @param most characters of the whole message
 */
export function quoted(message: string, most: number): string {
  // whole, since a private key has several lines
  const lines = redacted(message)
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== "");
  if (lines.length < 2) return ` ${code(message, most)}`;
  let room = most;
  const shown: string[] = [];
  for (const line of lines) {
    const indent = /^ */.exec(line)?.[0].slice(0, 8) ?? "";
    if (room <= 0) {
      shown.push("  …");
      break;
    }
    const text = visible(line, room);
    room -= text.length;
    shown.push(`  ${indent}${text}`);
  }
  const longestRun = Math.max(2, ...shown.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = `  ${"`".repeat(longestRun + 1)}`;
  return `\n${[`${fence}text`, ...shown, fence].join("\n")}`;
}

/** `1 update`, `2 updates`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
