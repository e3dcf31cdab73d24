/** How yaml.v3 writes a text. Source: go.yaml.in/yaml/v3, encode.go, resolve.go and emitterc.go. */

/** On one line: plain, in single quotes, or in double ones. */
export function scalar(text: string): string {
  if (!isText(text)) return double(text);
  if (isPlain(text)) return text;
  return hasOdd(text) ? double(text) : `'${text.replaceAll("'", "''")}'`;
}

/** As a block behind `|`; undefined for a text of one line or one that a block can't hold. */
export function literal(text: string, indent: number): string | undefined {
  if (!text.includes("\n")) return undefined;
  if (/ \n| $/.test(text) || hasUnprintable(text)) return double(text);
  const hint = /^[ \n]/.test(text) ? "4" : "";
  const keep = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  const body = lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n");
  return `|${hint}${keep}\n${body}`;
}

const oldBools = /^(y|yes|on|n|no|off|Y|Yes|YES|On|ON|N|No|NO|Off|OFF)$/;
const words = /^(true|True|TRUE|false|False|FALSE|null|Null|NULL|~||[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const based = /^[-+]?0(x[0-9a-fA-F]+|o[0-7]+|b[01]+)$/i;
const timestamp =
  /^\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/;

/** Whether a reader takes it for a text when it stands without quotes. */
function isText(text: string): boolean {
  if (oldBools.test(text) || words.test(text) || base60.test(text) || timestamp.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return true;
  const bare = text.replaceAll("_", "");
  return !(float.test(bare) || based.test(bare));
}

function isPlain(text: string): boolean {
  if (/^(---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[-?:]($|\s)/.test(text) || /:(\s|$)/.test(text) || /\s#/.test(text)) return false;
  return !/^ | $/.test(text) && !hasOdd(text);
}

/** What single quotes can't hold. */
function hasOdd(text: string): boolean {
  return text.includes("\t") || text.includes("\n") || hasUnprintable(text);
}

function hasUnprintable(text: string): boolean {
  return [...text].some((char) => char !== "\n" && char !== "\t" && !isPrintable(char));
}

/** yaml.v3's notion: nothing beyond the basic plane. */
function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0xa0) return code >= 0x20 && code <= 0x7e;
  return code < 0xfffe && code !== 0xfeff && code !== 0x2028 && code !== 0x2029;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function double(text: string): string {
  let written = "";
  for (const char of text) written += escapes[char] ?? (isPrintable(char) ? char : escaped(char));
  return `"${written}"`;
}

function escaped(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
