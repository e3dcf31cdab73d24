import type { Progress, Step } from "./progress.ts";

/** Where lines go, and whether a person sits in front of it. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

interface Line {
  readonly name: string;
  readonly started: number;
  text: string;
}

/**
 * A live list on a terminal, plain lines elsewhere (also when CI is set). Running steps stay at the bottom of the
 * terminal; what has ended scrolls up above them, so a log of the run remains.
 *
 * @param now milliseconds; given so that tests decide what time it is
 */
export function createProgress(
  output: Output,
  live: boolean,
  now: () => number = Date.now,
): Progress & { close(): void } {
  return live ? liveProgress(output, now) : plainProgress(output, now);
}

/** Whether to draw a live list on this output. */
export function isLive(output: Output, env: Readonly<Record<string, string | undefined>>): boolean {
  return output.isTTY === true && !env["CI"] && env["TERM"] !== "dumb";
}

/** In CI a running step is a line only this often: often enough to show life, seldom enough to be read. */
const plainUpdateEveryMs = 15_000;

interface PlainLine extends Line {
  /** When it was last written. */
  said: number;
}

function plainProgress(output: Output, now: () => number): Progress & { close(): void } {
  const running = new Set<PlainLine>();
  let timer: NodeJS.Timeout | undefined;
  const say = (line: PlainLine, behind = "") => {
    line.said = now();
    output.write(`… ${line.name}${line.text ? `: ${line.text}` : ""}${behind}\n`);
  };
  const isDue = (line: PlainLine) => now() - line.said >= plainUpdateEveryMs;
  // One chart may take a quarter of an hour in which nothing is reported; the timer never keeps the process alive.
  const saysThatTheyRun = () => {
    for (const line of running) if (isDue(line)) say(line, ` (${seconds(now() - line.started)})`);
  };
  return {
    step(name) {
      const line: PlainLine = { name, started: now(), said: now(), text: "" };
      say(line);
      running.add(line);
      timer ??= setInterval(saysThatTheyRun, 1000).unref();
      return ended(
        (mark, text) => {
          running.delete(line);
          if (running.size === 0) timer = void clearInterval(timer);
          output.write(`${mark} ${name}${text ? `: ${text}` : ""} (${seconds(now() - line.started)})\n`);
        },
        (text) => {
          line.text = text;
          if (isDue(line)) say(line);
        },
      );
    },
    note: (text) => void output.write(`${text}\n`),
    close() {
      clearInterval(timer);
      running.clear();
    },
  };
}

function liveProgress(output: Output, now: () => number): Progress & { close(): void } {
  const running = new Set<Line>();
  let drawn = 0;
  const erase = () => (drawn === 0 ? "" : `\u001b[${drawn}A\u001b[0J`);
  const draw = (above: string) => {
    const width = Math.max(20, output.columns ?? 80);
    const lines = [...running].map((line) =>
      cut(`◌ ${line.name}${line.text ? `: ${line.text}` : ""} (${seconds(now() - line.started)})`, width - 1),
    );
    output.write(`${erase()}${above}${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  // Seconds must go on counting while nothing else happens; the timer never keeps the process alive.
  const timer = setInterval(() => draw(""), 500);
  timer.unref();
  return {
    step(name) {
      const line: Line = { name, started: now(), text: "" };
      running.add(line);
      draw("");
      return ended(
        (mark, text) => {
          running.delete(line);
          draw(`${mark} ${name}${text ? `: ${text}` : ""} (${seconds(now() - line.started)})\n`);
        },
        (text) => {
          line.text = text;
        },
      );
    },
    note: (text) => draw(`${text}\n`),
    close() {
      clearInterval(timer);
      running.clear();
      draw("");
    },
  };
}

function ended(end: (mark: string, text: string) => void, update: (text: string) => void): Step {
  let open = true;
  const once =
    (mark: string) =>
    (text = "") => {
      if (!open) return;
      open = false;
      end(mark, text);
    };
  return { update: (text) => open && update(text), done: once("✓"), fail: once("✗") };
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

function seconds(ms: number): string {
  const total = Math.round(ms / 100) / 10;
  if (total < 60) return `${total.toFixed(1)} s`;
  return `${Math.floor(total / 60)} min ${Math.round(total % 60)} s`;
}
