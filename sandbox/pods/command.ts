import type { Container } from "./pod.ts";
import type { ImageConfig } from "./registry-client.ts";
import { expand } from "./variables.ts";

/**
 * What a container runs: the Pod's `command` instead of the image's Entrypoint, its `args` instead of the image's Cmd,
 * which counts only while neither is given (core/v1, Container).
 *
 * @param values for `$(NAME)`
 * @returns program and arguments
 * @throws Error when neither says what to run
 */
export function commandOf(
  { command, args, image }: Container,
  { config }: ImageConfig,
  values: Readonly<Record<string, string>>,
): readonly [string, ...string[]] {
  const given = (words: readonly string[] | undefined) => words?.map((word) => expand(word, values));
  const own = command && command.length > 0 ? given(command) : undefined;
  const entrypoint = own ?? config?.Entrypoint ?? [];
  const rest = args && args.length > 0 ? given(args) : own ? [] : config?.Cmd;
  const [program, ...words] = [...entrypoint, ...(rest ?? [])];
  if (program === undefined) throw new Error(`image ${image} names no program, and neither does the Pod`);
  return [program, ...words];
}

/** The image's own variables below those of the Pod; without its PATH, which means folders that aren't here. */
export function imageVariables({ config }: ImageConfig): Record<string, string> {
  const pairs = (config?.Env ?? []).map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== "" && name !== "PATH"));
}
