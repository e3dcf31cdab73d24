import {
  Document,
  isCollection,
  isNode,
  isPair,
  isScalar,
  type Pair,
  parseAllDocuments,
  Scalar,
  visit,
  YAMLMap,
} from "yaml";

/**
 * Reads a YAML document so that each scalar stays as it is written: none is taken for a number or a boolean, so none
 * can come out differently.
 *
 * @throws Error when the text is no YAML
 */
export function readYaml(text: string): Document {
  // Of several documents Go's Unmarshal reads the first.
  const [first] = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    merge: false,
    keepSourceTokens: true,
    logLevel: "error",
  });
  const document = first && "errors" in first ? first : new Document(null, { schema: "failsafe" });
  const [error] = document.errors;
  if (error) throw new Error(`yaml: ${error.message}`);
  return document;
}

/**
 * Writes a document as Go's yaml.v3 does for kustomize: two spaces, lists not indented, no line folded, no blank lines
 * but those after a comment. Source: sigs.k8s.io/kustomize/kyaml v0.20.1, yaml/alias.go, Marshal.
 */
export function writeYaml(document: Document): string {
  if (document.directives) document.directives.docStart = null;
  visit(document, (_key, node) => {
    if (isPair(node)) {
      markKeyComment(node);
      if (isNode(node.key)) delete node.key.spaceBefore;
      if (isNode(node.value)) delete node.value.spaceBefore;
    } else if (isNode(node)) {
      delete node.spaceBefore;
      if (isCollection(node) && node.items.length === 0) node.flow = true;
    }
    if (isScalar(node) && node.value === null) node.value = "";
  });
  const layout = { indent: 2, indentSeq: false, lineWidth: 0, minContentWidth: 0, flowCollectionPadding: false };
  return document.toString(layout).replaceAll(markedComment, " #");
}

/** No text of YAML holds it. */
const mark = "\u0001";
const markedComment = new RegExp(`\\n *#${mark}`, "g");

/** A comment beside a key whose value follows below goes back there; the library would put it on a line of its own. */
function markKeyComment({ value, srcToken }: Pair): void {
  if (!isCollection(value) || value.flow || !value.commentBefore) return;
  const separators = srcToken && "sep" in srcToken ? (srcToken.sep ?? []) : [];
  const comment = separators.findIndex(({ type }) => type === "comment");
  const newline = separators.findIndex(({ type }) => type === "newline");
  if (comment === -1 || (newline !== -1 && newline < comment)) return;
  value.commentBefore = mark + value.commentBefore;
}

/** A map of texts, in this order; what is empty is left out. */
export function textMap(entries: Readonly<Record<string, string | undefined>>): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of Object.entries(entries)) {
    if (value) map.add({ key: new Scalar(key), value: textScalar(value) });
  }
  return map;
}

/** A text as Go's yaml.v3 quotes it. Source: go.yaml.in/yaml v3.0.4, encode.go, stringv, and resolve.go. */
export function textScalar(text: string): Scalar {
  const scalar = new Scalar(text);
  if (text.includes("\n")) scalar.type = Scalar.BLOCK_LITERAL;
  else if (readsAsOther(text)) scalar.type = Scalar.QUOTE_DOUBLE;
  else if (!canBePlain(text)) scalar.type = /\p{Cc}/u.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.QUOTE_SINGLE;
  else scalar.type = Scalar.PLAIN;
  return scalar;
}

/** What YAML 1.1 or 1.2 would take for something else than a text. */
function readsAsOther(text: string): boolean {
  if (text === "") return true;
  if (/^(~|null|Null|NULL|<<)$/.test(text)) return true;
  if (/^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE)$/.test(text)) return true;
  if (/^[-+]?(\.inf|\.Inf|\.INF)$|^\.(nan|NaN|NAN)$/.test(text)) return true;
  if (/^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/.test(text)) return true;
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text.replaceAll("_", ""))) {
    return /^[-+.0-9]/.test(text);
  }
  if (/^[-+]?0(x[0-9a-f]+|X[0-9a-fA-F]+|x[0-9a-fA-F]+|o[0-7]+|O[0-7]+|b[01]+|B[01]+)$/.test(text.replaceAll("_", ""))) {
    return /^[-+0]/.test(text);
  }
  return isTimestamp(text);
}

function isTimestamp(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[Tt ])/.exec(text);
  if (!match) return false;
  const [, year = "", month = "", day = ""] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return false;
  return (
    /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ||
    /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)$/.test(
      text,
    )
  );
}

/** Source: go.yaml.in/yaml v3.0.4, emitterc.go, yaml_emitter_analyze_scalar, for a place in a block. */
function canBePlain(text: string): boolean {
  if (/^\s|\s$/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[-?:](\s|$)/.test(text) || text.startsWith("---") || text.startsWith("...")) return false;
  if (/:(\s|$)/.test(text) || /\s#/.test(text)) return false;
  return !/\p{Cc}/u.test(text.replaceAll("\t", ""));
}
