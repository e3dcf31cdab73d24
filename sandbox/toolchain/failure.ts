/** What went wrong while one program was built or one data set was fetched. */
export interface Failure {
  /** What didn't come about, with name and version: `kube-apiserver 1.36.1 could not be built`. */
  readonly outcome: string;
  /** What was tried, as the rest of a sentence: `"go build" ended with exit code 1`. */
  readonly how: string;
  /** Absolute path of the whole log. */
  readonly log: string;
  /** The log's last lines that say something. */
  readonly tail: readonly string[];
  /** The user's GOPROXY; a password in it is not shown. */
  readonly proxy: string;
}

/** The message a user gets: which program and version, why, the log's end and where the rest is, and what to do. */
export function describeFailure(failure: Failure): string {
  return [
    `${failure.outcome}: ${failure.how}.`,
    ...(failure.tail.length === 0 ? [] : ["The end of its log:", ...failure.tail.map((line) => `  ${line}`)]),
    `The whole log: ${failure.log}`,
    `${advice(failure)} What is there already is kept: the same command goes on with it.`,
  ].join("\n");
}

/** The lines of Go's output that tell about a failure: not each package it built or module it fetched. */
export function tellingLines(lines: readonly string[], count = 12): string[] {
  const progress = /^(go: downloading |[\w.~-]+(\/[\w.~+-]+)*$)/;
  return lines.filter((line) => line.trim() !== "" && !progress.test(line)).slice(-count);
}

function advice({ tail, proxy }: Failure): string {
  const text = tail.join("\n");
  if (/no space left on device|disk quota exceeded/i.test(text)) return "The disk is full: make room.";
  if (/checksum mismatch|SECURITY ERROR/i.test(text)) {
    return "A downloaded module isn't the pinned one: don't use this module proxy before you know why.";
  }
  if (
    /dial tcp|no such host|i\/o timeout|connection re(fused|set)|proxyconnect|x509:|TLS handshake|unexpected EOF|: 50\d [A-Z]/.test(
      text,
    )
  ) {
    return `The modules could not be fetched (GOPROXY is ${withoutPassword(proxy)}): check the network, or set GOPROXY.`;
  }
  if (/signal: killed|cannot allocate memory|out of memory/i.test(text)) {
    return "The compiler was killed, most likely for want of memory (about 4 GB are needed): close other programs.";
  }
  return "If the log doesn't help, report it to Slipway with the log.";
}

function withoutPassword(proxy: string): string {
  return proxy.replaceAll(/\/\/[^/@,|]*@/g, "//");
}
