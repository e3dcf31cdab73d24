/** A message without colours: the engine marks them as `<{%reset%}>` and leaves their drawing to whoever shows the text. */
export function plainText(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}

/** Said by the engine about itself, with nothing a user could do about it. */
export function isNoise(text: string): boolean {
  return /using pulumi-\S+ from \$PATH|^(update|preview|refresh|destroy) failed$/.test(text);
}
