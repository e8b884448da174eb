const users = new WeakMap<
  Document | ShadowRoot,
  Map<string, [sheet: CSSStyleSheet, count: number]>
>();

/**
 * Adds rules to the document or shadow root of an element, once for all maps in it. They are a style sheet made by
 * script and no `<style>`, so a content security policy need not allow inline styles. Returns what takes them away.
 */
export function addSheet(within: Element, rules: string): () => void {
  const found = within.getRootNode();
  const root = found instanceof ShadowRoot ? found : document;
  const sheets = users.get(root) ?? new Map();
  users.set(root, sheets);
  const entry = sheets.get(rules) ?? [new CSSStyleSheet(), 0];
  const [sheet] = entry;
  sheets.set(rules, entry);
  if (entry[1]++ === 0) {
    sheet.replaceSync(rules);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
  return () => {
    if (--entry[1] > 0) return;
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
  };
}
