import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Gives relative paths in the built code, other than those of imports, the extension that the files have there:
 * `import.meta.resolve("../git-server.ts")` is a text to the compiler.
 *
 * @throws Error naming each path that leads to no file of the package
 */
export function pointToBuiltScripts(dist: string): void {
  const missing: string[] = [];
  for (const name of globSync("**/*.js", { cwd: dist })) {
    const file = join(dist, name);
    const code = readFileSync(file, "utf8");
    const changed = code.replace(/"(\.\.?\/[\w./-]+)\.ts"/g, (text, path: string) => {
      if (existsSync(join(dirname(file), `${path}.js`))) return `"${path}.js"`;
      missing.push(`${relative(dist, file)}: ${text}`);
      return text;
    });
    if (changed !== code) writeFileSync(file, changed);
  }
  if (missing.length > 0) throw new Error(`paths that lead to no file of the package:\n${missing.join("\n")}`);
}
