import { readFileSync } from "node:fs";

/** What an oracle was asked and answered: `test/oracle/<name>.json`, made by `npm run update`. */
export function answersOf<Input, Answer>(
  oracle: string,
): readonly { readonly input: Input; readonly answer: Answer }[] {
  const file = new URL(`../../oracle/${oracle}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { rows: { input: Input; answer: Answer }[] }).rows;
}
