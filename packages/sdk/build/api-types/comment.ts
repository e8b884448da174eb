/** A text as a doc comment with a line break after it; empty for an empty text. */
export function comment(doc: string): string {
  if (doc === '') return '';
  const lines = doc.split('\n');
  if (lines.length === 1) return `/** ${doc} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`;
}
