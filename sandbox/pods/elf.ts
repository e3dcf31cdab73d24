/**
 * Why a file can't be run as it is, outside of the root file system that it was made for; undefined when it can: a
 * statically linked program for this machine.
 *
 * Format: elf(5)
 *
 * @param head the file's first bytes, 4096 are enough
 * @param architecture as Go names it
 */
export function whyNotRunnable(head: Buffer, architecture: string): string | undefined {
  if (head.subarray(0, 2).toString() === "#!") {
    return "is a script; only a statically linked program runs here without its image's other files";
  }
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46) return "is not a Linux program";
  const machine = machines[architecture];
  if (head[4] !== 2 || head[5] !== 1 || (machine !== undefined && head.readUInt16LE(18) !== machine)) {
    return `is a program for another processor than this machine's (${architecture})`;
  }
  return isDynamic(head)
    ? "is dynamically linked; only a statically linked program runs here without its image's other files"
    : undefined;
}

const machines: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 };
/** Segment type of the path of a dynamic loader. */
const interpreter = 3;

function isDynamic(head: Buffer): boolean {
  const offset = Number(head.readBigUInt64LE(32));
  const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
  for (let index = 0; index < count; index += 1) {
    const at = offset + index * size;
    if (at + 4 > head.length) return false;
    if (head.readUInt32LE(at) === interpreter) return true;
  }
  return false;
}
