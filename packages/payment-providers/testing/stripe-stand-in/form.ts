/** Values of a form with names such as `line_items[0][price_data][currency]`. Lists are objects with numbers as names. */
export interface FormValues {
  [name: string]: string | FormValues;
}

/** Reads a form or a query as Stripe does. */
export function readForm(text: string): FormValues {
  const form: FormValues = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[');
    const last = path.pop() ?? '';
    let values = form;
    for (const part of path) {
      const inner = values[part];
      const next: FormValues = typeof inner === 'object' ? inner : {};
      values[part] = next;
      values = next;
    }
    values[last] = value;
  }
  return form;
}

/** The value at a path of names; undefined if there is none. */
export function valueAt(form: FormValues, ...path: string[]): string | undefined {
  let value: string | FormValues | undefined = form;
  for (const name of path) value = typeof value === 'object' ? value[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The object at a name, for `metadata`; its values are texts. */
export function textsAt(form: FormValues, name: string): Record<string, string> {
  const values = form[name];
  if (typeof values !== 'object') return {};
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === 'string'),
  ) as Record<string, string>;
}
