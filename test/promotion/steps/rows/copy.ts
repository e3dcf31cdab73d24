import { copy } from "../../../../promotion/steps/copy.ts";
import type { StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/file_copier_test.go";
const source = "pkg/promotion/runner/builtin/file_copier.go";

export const table: StepTable = {
  runner: copy,
  rows: [
    {
      name: "copies a file with its permissions",
      from: `${test}, "succeeds copying file"`,
      config: { inPath: "input.txt", outPath: "output.txt" },
      before: { "input.txt": { content: "test content", mode: 0o640 } },
      after: { "output.txt": { content: "test content", mode: 0o640 } },
    },
    {
      name: "copies a folder, and its permissions",
      from: `${test}, "succeeds copying directory"`,
      config: { inPath: "input/", outPath: "output/" },
      before: { input: { dir: true, mode: 0o750 }, "input/a.txt": "a", "input/nested/b.txt": "b" },
      after: { output: { dir: true, mode: 0o750 }, "output/a.txt": "a", "output/nested/b.txt": "b" },
    },
    {
      name: "leaves symbolic links out",
      from: `${test}, "ignores symlink"`,
      config: { inPath: "input/", outPath: "output/" },
      before: { "input/a.txt": "a", "input/link": { link: "a.txt" }, "input/out": { link: "/etc" } },
      after: { "output/a.txt": "a" },
    },
    {
      name: "leaves .git out, at any depth",
      from: `${test}, "ignores .git directory by default"`,
      config: { inPath: "input/", outPath: "output/" },
      before: { "input/a.txt": "a", "input/.git/config": "x", "input/sub/.git/HEAD": "x" },
      after: { "output/a.txt": "a", "output/sub": { dir: true } },
    },
    {
      name: "takes .git along when a rule brings it back",
      from: `${test}, "overwrites default .git ignore rule"`,
      config: { inPath: "input/", outPath: "output/", ignore: "!.git" },
      before: { "input/a.txt": "a", "input/.git/config": "x" },
      after: { "output/a.txt": "a", "output/.git/config": "x" },
    },
    {
      name: "reads rules as go-git does: names at any depth, paths from the start, folders, ! and comments",
      from: `${source}, loadIgnoreRules; go-git plumbing/format/gitignore`,
      config: {
        inPath: "in",
        outPath: "out",
        ignore: "# a comment\n\n*.log\n!keep.log\nbuild/\n/top.txt\ndocs/**/draft.md\n?x.txt\n[ab].bin\n",
      },
      before: {
        "in/a.log": "1",
        "in/keep.log": "2",
        "in/sub/c.log": "3",
        "in/build/x": "4",
        "in/sub/build/y": "5",
        "in/sub/build.txt": "6",
        "in/top.txt": "7",
        "in/sub/top.txt": "8",
        "in/docs/draft.md": "9",
        "in/docs/a/b/draft.md": "10",
        "in/docs/a/final.md": "11",
        "in/ax.txt": "12",
        "in/abx.txt": "13",
        "in/a.bin": "14",
        "in/c.bin": "15",
      },
      after: {
        "out/keep.log": "2",
        "out/sub/build.txt": "6",
        "out/sub/top.txt": "8",
        "out/docs/a/final.md": "11",
        "out/abx.txt": "13",
        "out/c.bin": "15",
      },
    },
    {
      name: "gives back what is below an ignored folder only if the folder itself comes back",
      from: "go-git plumbing/format/gitignore/matcher.go",
      config: { inPath: "in", outPath: "out", ignore: "logs\n!logs/keep.txt\n!other/\n" },
      before: { "in/logs/keep.txt": "1", "in/other/x": "2" },
      after: { "out/other/x": "2" },
    },
    {
      name: "ignores nothing of a rule with an open bracket",
      from: "go-git plumbing/format/gitignore/pattern.go",
      config: { inPath: "in", outPath: "out", ignore: "[a\n" },
      before: { "in/a": "1", "in/[a": "2" },
      after: { "out/a": "1", "out/[a": "2" },
    },
    {
      name: "merges into a folder that is there",
      from: "otiai10/copy v1.14.1, copy.go",
      config: { inPath: "in", outPath: "out" },
      before: { "in/a.txt": "new", "out/a.txt": "old", "out/b.txt": "stays" },
      after: { "out/a.txt": "new" },
    },
    {
      name: "keeps a path that climbs inside the work folder",
      from: `${source}; cyphar/filepath-securejoin`,
      config: { inPath: "../../a.txt", outPath: "/abs/b.txt" },
      before: { "a.txt": "a" },
      after: { "abs/b.txt": "a" },
    },
    {
      name: "never writes through a link to a place outside",
      from: "issue 5, It must hold",
      config: { inPath: "in", outPath: "out" },
      before: {
        "in/file": "mine",
        "in/folder/x": "mine",
        "out/file": { link: "/nowhere/file" },
        "out/folder": { link: "/nowhere/folder" },
      },
      after: { "nowhere/file": "mine", "nowhere/folder/x": "mine" },
      differs: "Kargo writes where the link points, in its own container",
    },
    {
      name: "fails when there is nothing to copy",
      from: `${test}, "fails with invalid input path"`,
      config: { inPath: "input.txt", outPath: "output.txt" },
      error: 'failed to copy "input.txt" to "output.txt": lstat input.txt: no such file or directory',
    },
  ],
};
