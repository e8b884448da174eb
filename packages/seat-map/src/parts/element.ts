type Attributes = Record<
  string,
  string | number | boolean | null | undefined | ((event: never) => void)
>;

/**
 * Makes an element. Attributes whose value is a function are listeners; `true` is an empty attribute; false, null and
 * undefined leave it out.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value as EventListener);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined)
      made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
}

export const button = (attributes: Attributes, ...children: (Node | string)[]): HTMLButtonElement =>
  element('button', { type: 'button', ...attributes }, ...children);

/** A picture made of one path on a square of 24. */
export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const line = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
