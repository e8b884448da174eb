/** A Markdown table without its empty columns; the first column always stays. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = head.flatMap((_, column) =>
    column === 0 || rows.some((row) => row[column]) ? [column] : [],
  );
  const line = (cells: readonly string[]) =>
    `| ${kept.map((column) => cell(cells[column] ?? '')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');

/** For an index, where a colon ends the sentence too. */
export const firstSentence = (text: string): string =>
  /^.*?[.:](?=\s|$)/s.exec(text)?.[0].replace(/:$/, '.') ?? text;
