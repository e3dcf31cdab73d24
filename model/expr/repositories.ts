/**
 * How Kargo compares a repository in an expression with one that is subscribed to.
 * Source: akuity/kargo v1.11.2, pkg/urls/{git,image,helm}.go.
 */
export const normalized: Readonly<Record<"git" | "images" | "charts", (url: string) => string>> = {
  git: (url) => {
    const text = url.trim().toLowerCase();
    const trimmed = (path: string): string => path.replace(/\/$/, "").replace(/\.git$/, "");
    if (/^https?:\/\//.test(text)) return trimmed(text.replace(/^(https?:\/\/)[^/@]*@/, "$1"));
    if (text.startsWith("ssh://")) return trimmed(text);
    const scp = /^((?:[\w-]+@)?[\w-]+(?:\.[\w-]+)*)(?::(.*))?$/.exec(text);
    return scp === null ? url : `ssh://${scp[1]}/${trimmed(scp[2] ?? "")}`.replace(/\/$/, "");
  },
  images: image,
  charts: (url) => image(url.trim().replace(/^oci:\/\//i, "")),
};

function image(url: string): string {
  const text = url.trim().toLowerCase();
  if (/^https?:\/\//.test(text)) return text;
  return text
    .replace(/@.*$/, "")
    .replace(/:[^/]*$/, "")
    .replace(/^(?:(?:index|registry-1)\.)?docker\.io\//, "")
    .replace(/^library\//, "");
}
