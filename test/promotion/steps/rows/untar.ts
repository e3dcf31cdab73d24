import { gzipSync } from "node:zlib";
import { untar } from "../../../../promotion/steps/untar.ts";
import type { Entry, StepTable } from "../step-row.ts";

const test = "pkg/promotion/runner/builtin/tar_extractor_test.go";
const source = "pkg/promotion/runner/builtin/tar_extractor.go";

interface Member {
  readonly name: string;
  readonly text?: string;
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  /** What the header says in place of the truth. */
  readonly size?: number;
}

/** A tar archive in the ustar format. */
function tar(...members: Member[]): Buffer {
  const blocks = members.flatMap(({ name, text = "", type = "0", link = "", mode = 0o644, size }) => {
    const header = Buffer.alloc(512);
    const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
    header.write(name, 0);
    header.write(octal(mode, 8), 100);
    header.write(octal(0, 8), 108);
    header.write(octal(0, 8), 116);
    header.write(octal(size ?? text.length, 12), 124);
    header.write(octal(1_700_000_000, 12), 136);
    header.write("        ", 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write("ustar\x0000", 257, "latin1");
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    const padding = Buffer.alloc((512 - (text.length % 512)) % 512);
    return [header, Buffer.from(text), padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
const file = (archive: Buffer): Entry => ({ base64: archive.toString("base64") });
const sample = tar(
  { name: "top/", type: "5", mode: 0o755 },
  { name: "top/a.txt", text: "a", mode: 0o640 },
  { name: "top/sub/b.sh", text: "b", mode: 0o755 },
  { name: "top/link", type: "2", link: "a.txt" },
  { name: "c.txt", text: "c" },
);

export const table: StepTable = {
  runner: untar,
  rows: [
    {
      name: "extracts files, folders and links",
      from: `${test}, "successful extraction"`,
      config: { inPath: "a.tar", outPath: "out/here" },
      before: { "a.tar": file(sample) },
      after: {
        "out/here": { dir: true, mode: 0o700 },
        "out/here/top": { dir: true, mode: 0o750 },
        "out/here/top/a.txt": { content: "a", mode: 0o640 },
        "out/here/top/sub/b.sh": { content: "b", mode: 0o755 },
        "out/here/top/link": { link: "a.txt" },
        "out/here/c.txt": "c",
      },
    },
    {
      name: "reads gzip, whatever the file is called",
      from: `${test}, "gzipped"`,
      config: { inPath: "a.tar", outPath: "out" },
      before: { "a.tar": file(gzipSync(tar({ name: "a", text: "a" }))) },
      after: { "out/a": "a" },
    },
    {
      name: "strips leading folders, and leaves out what has none",
      from: `${test}, "strip components"`,
      config: { inPath: "a.tar", outPath: "out", stripComponents: 1 },
      before: { "a.tar": file(sample) },
      after: { "out/a.txt": "a", "out/sub/b.sh": "b", "out/link": { link: "a.txt" } },
    },
    {
      name: "ignores one name",
      from: `${test}, "ignore patterns"`,
      config: { inPath: "a.tar", outPath: "out", ignore: " b.sh\n" },
      before: { "a.tar": file(sample) },
      after: { "out/top/a.txt": "a", "out/top/link": { link: "a.txt" }, "out/c.txt": "c" },
    },
    {
      name: "ignores no pattern, as Kargo doesn't, and not .git",
      from: `${source}, loadIgnoreRules`,
      config: { inPath: "a.tar", outPath: "out", ignore: "*.log\ntop/" },
      before: {
        "a.tar": file(
          tar({ name: "x.log", text: "1" }, { name: "top/y", text: "2" }, { name: ".git/config", text: "3" }),
        ),
      },
      after: { "out/x.log": "1", "out/top/y": "2", "out/.git/config": "3" },
    },
    {
      name: "leaves out names and links that could lead elsewhere, and what is no file",
      from: `${source}, validRelPath`,
      config: { inPath: "a.tar", outPath: "out" },
      before: {
        "a.tar": file(
          tar(
            { name: "/abs", text: "1" },
            { name: "../up", text: "2" },
            { name: "a/../../up", text: "3" },
            { name: "./dot", text: "4" },
            { name: "back\\slash", text: "5" },
            { name: "hard", type: "1", link: "ok" },
            { name: "fifo", type: "6" },
            { name: "l1", type: "2", link: "/etc" },
            { name: "l2", type: "2", link: "../x" },
            { name: "ok", text: "6" },
          ),
        ),
      },
      after: { "out/ok": "6" },
    },
    {
      name: "replaces what was there",
      from: "pkg/io/fs/move.go",
      config: { inPath: "a.tar", outPath: "out" },
      before: { "a.tar": file(tar({ name: "new", text: "1" })), "out/old": "2" },
      after: { "out/old": null, "out/new": "1" },
    },
    {
      name: "writes nothing outside the work folder through links of the archive",
      from: "issue 5, It must hold",
      config: { inPath: "a.tar", outPath: "out" },
      before: {
        "a.tar": file(
          tar(
            { name: "up", type: "2", link: ".." },
            { name: "up/up2", type: "2", link: ".." },
            { name: "up/up2/evil", text: "1" },
          ),
        ),
      },
      after: { "out/up": { link: ".." }, up2: { link: ".." }, evil: "1" },
      differs: "Kargo writes beside the work folder",
    },
    {
      name: "refuses a file of more than 50 MiB",
      from: `${test}, "file size limit"`,
      config: { inPath: "a.tar", outPath: "out" },
      before: { "a.tar": file(tar({ name: "big", size: 50 * 1024 * 1024 + 1 })) },
      error: 'failed to extract tar file "a.tar": extraction aborted: file big exceeds size limit of 52428800 bytes',
    },
    {
      name: "fails on an empty file",
      from: source,
      config: { inPath: "a.tar", outPath: "out" },
      before: { "a.tar": "" },
      error: 'failed to extract tar file "a.tar": failed to read file header: EOF',
    },
    {
      name: "fails on what is no archive",
      from: `${test}, "invalid tar file"`,
      config: { inPath: "a.tar", outPath: "out" },
      before: { "a.tar": "x".repeat(600) },
      error:
        'failed to extract tar file "a.tar": error reading tar: Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?',
      differs: "the library's own words",
    },
    {
      name: "fails without a file",
      from: `${test}, "non-existent file"`,
      config: { inPath: "a.tar", outPath: "out" },
      error:
        'failed to extract tar file "a.tar": failed to open tar file "a.tar": open a.tar: no such file or directory',
    },
  ],
};
