import { targetsOf } from "../../model/compile.ts";
import { readSandboxFile } from "../../sandbox/state.ts";
import type { Context } from "../context.ts";
import type { RunningSandbox } from "./bring-up.ts";

/** One answer may take this long, in milliseconds. */
const bound = 5_000;

/** Asks each Service whose Pods run which version it is, as anybody can with curl, and prints what it answers. */
export async function sayAnswers(context: Context, { file, compiled }: RunningSandbox): Promise<void> {
  const services = Object.entries(readSandboxFile(file.state)?.services ?? file.services);
  const order = targetsOf(compiled).map(({ namespace }) => namespace?.metadata.name);
  const place = ([service]: [string, string]) => order.indexOf(service.slice(0, service.indexOf("/")));
  const lines = await Promise.all(
    services
      .sort((a, b) => place(a) - place(b))
      .map(async ([service, url]) => `$ curl ${url}/version    # ${service}\n${await answer(url)}`),
  );
  context.print(lines.join("\n"));
}

async function answer(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/version`, { signal: AbortSignal.timeout(bound) });
    return (await response.text()).trim();
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
