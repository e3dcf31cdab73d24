import { deleteStep } from "../../../../promotion/steps/delete.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/file_deleter_test.go";
const source = "pkg/promotion/runner/builtin/file_deleter.go";
const tree = { "a.txt": "1", "b.md": "2", ".hidden": "3", "d/c.txt": "4", "d/e/f.txt": "5", "d/e/g.md": "6" };

export const table: StepTable = {
  runner: deleteStep,
  rows: [
    {
      name: "deletes a file",
      from: `${test}, "succeeds deleting file"`,
      config: { path: "a.txt" },
      before: tree,
      after: { "a.txt": null },
    },
    {
      name: "deletes a folder with all in it",
      from: `${test}, "succeeds deleting directory"`,
      config: { path: "d/" },
      before: tree,
      after: { "d/c.txt": null, "d/e/f.txt": null, "d/e/g.md": null },
    },
    {
      name: "deletes several, also one inside another",
      from: `${source}, run`,
      config: { paths: ["d", "d/c.txt", "a.txt", "a.txt"] },
      before: tree,
      after: { "a.txt": null, "d/c.txt": null, "d/e/f.txt": null, "d/e/g.md": null },
    },
    {
      name: "removes a link, not what it points to",
      from: `${test}, "removes symlink only"`,
      config: { path: "link" },
      before: { link: { link: "real.txt" }, "real.txt": "stays" },
      after: { link: null },
    },
    {
      name: "is content with nothing to delete",
      from: `${test}, "fails for non-existent path"`,
      config: { path: "nope/x" },
      before: tree,
    },
    {
      name: "insists when strict",
      from: `${source}, resolveLiteralPaths`,
      config: { path: "nope", strict: true },
      before: tree,
      error: 'path "nope" does not exist',
    },
    {
      name: "refuses a path that climbs out",
      from: `${source}, secureResolve`,
      config: { path: "../x" },
      before: tree,
      error: 'could not resolve path "../x": path attempts to traverse outside the working directory',
    },
    {
      name: "refuses a path through a link that leads out",
      from: `${source}, secureResolve`,
      config: { path: "out/passwd" },
      before: { out: { link: "/etc" } },
      error: 'could not resolve path "out/passwd": path attempts to traverse outside the working directory',
    },
    {
      name: "refuses the work folder itself",
      from: `${source}, secureResolve`,
      config: { path: "." },
      before: tree,
      error: 'could not resolve path ".": path attempts to traverse outside the working directory',
    },
    {
      name: "takes * for names in one folder, hidden ones too",
      from: `${test}, globs`,
      config: { path: "*", pathsAreGlobs: true },
      before: tree,
      after: { "a.txt": null, "b.md": null, ".hidden": null, "d/c.txt": null, "d/e/f.txt": null, "d/e/g.md": null },
    },
    {
      name: "takes ** for any number of folders",
      from: `${test}, globs`,
      config: { paths: ["./**/*.txt"], pathsAreGlobs: true },
      before: tree,
      after: { "a.txt": null, "d/c.txt": null, "d/e/f.txt": null },
    },
    {
      name: "takes lists, ranges and escapes",
      from: "bmatcuk/doublestar v4.9.2, match.go",
      config: { paths: ["{a,b}.{txt,md}", "d/[!a-b].txt", "[.]hidden", "d/?/g.{x,m{d,n}}"], pathsAreGlobs: true },
      before: tree,
      after: { "a.txt": null, "b.md": null, ".hidden": null, "d/c.txt": null, "d/e/g.md": null },
    },
    {
      name: "takes a slash at the end for folders only",
      from: "bmatcuk/doublestar v4.9.2, glob.go",
      config: { path: "*/", pathsAreGlobs: true },
      before: tree,
      after: { "d/c.txt": null, "d/e/f.txt": null, "d/e/g.md": null },
    },
    {
      name: "insists on a match when strict",
      from: `${source}, resolveGlobs`,
      config: { paths: ["*.txt", "*.nope"], pathsAreGlobs: true, strict: true },
      before: tree,
      error: 'no paths matched pattern "*.nope"',
    },
    {
      name: "gives up for good on a pattern that makes no sense",
      from: `${source}, run`,
      config: { path: "[a", pathsAreGlobs: true },
      before: tree,
      error: 'invalid glob pattern "[a": syntax error in pattern',
      status: "Errored",
      terminal: true,
    },
    {
      name: "finds nothing above the work folder",
      from: `${source}, resolveGlobs`,
      config: { path: "../*", pathsAreGlobs: true },
      before: tree,
    },
  ],
};
