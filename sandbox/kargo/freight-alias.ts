import { randomInt } from "node:crypto";

const first =
  "able amber brave brisk calm clear cosy crisp eager early fair fleet fresh gentle glad golden keen kind light lively mellow mild neat nimble plain proud quick quiet rapid ready sharp silver sleek smart snug steady sunny swift warm wise".split(
    " ",
  );
const second =
  "badger bear beaver bison crane deer dolphin eagle falcon ferret finch fox gecko hare heron ibis jackal koala lark lemur lynx marmot marten mole moose newt otter owl panda pelican puffin quail raven robin seal stoat swan tapir turtle wren".split(
    " ",
  );

/** Two words and a hyphen. Kargo draws from longer lists. */
export function freightAlias(): string {
  return `${first[randomInt(first.length)]}-${second[randomInt(second.length)]}`;
}
