/** How lexer and parser give up; `parse.ts` turns it into a value, nobody else sees it. */
export class SyntaxFailure extends Error {
  override readonly name = "SyntaxFailure";
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
