import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { type DefaultTreeAdapterTypes, parseFragment } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;

/**
 * A comment as a browser gets it: Markdown with GitHub's extensions to HTML, raw HTML included, and that to a tree. What
 * stands in code is left out: nothing of it is an element, a link or a mention.
 */
export function outsideCode(markdown: string): string {
  const html = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return parseFragment(html)
    .childNodes.map((node) => shown(node, ""))
    .join("");
}

function shown(node: Node, indent: string): string {
  if (node.nodeName === "#text") {
    const text = (node as DefaultTreeAdapterTypes.TextNode).value.trim();
    return text === "" ? "" : `${indent}${JSON.stringify(text)}\n`;
  }
  if (node.nodeName === "#comment") return `${indent}<!--${(node as DefaultTreeAdapterTypes.CommentNode).data}-->\n`;
  const { tagName, attrs, childNodes } = node as DefaultTreeAdapterTypes.Element;
  const attributes = attrs.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).join("");
  const inside =
    tagName === "code" && childNodes.every((child) => child.nodeName === "#text")
      ? ""
      : childNodes.map((child) => shown(child, `${indent}  `)).join("");
  return `${indent}<${tagName}${attributes}>\n${inside}`;
}
