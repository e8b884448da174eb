import type { Drawing } from '@frontrow/contract/chart/drawing';
import type { Locator, Page } from 'playwright-core';
import type {} from './program.tsx';

type Point = readonly [x: number, y: number];

/** A page with the editor, as a test sees it. */
export class EditorPage {
  readonly page: Page;
  /** What the page threw and what its policy refused. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.faults.push(message.text()));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  get drawing(): Locator {
    return this.page.getByRole('application');
  }

  /** A field, and not the group of fields of the same name. */
  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true }).and(this.page.locator('input, select'));
  }

  /** Types into a field and leaves it. */
  async fill(label: string, value: string | number): Promise<void> {
    const field = this.field(label);
    await field.fill(String(value));
    await field.blur();
  }

  /** Fills several fields. */
  async fillAll(values: Record<string, string | number>): Promise<void> {
    for (const [label, value] of Object.entries(values)) await this.fill(label, value);
  }

  async choose(label: string, option: string): Promise<void> {
    await this.field(label).selectOption({ label: option });
  }

  async selectSection(name: string): Promise<void> {
    await this.page
      .getByRole('region', { name: 'Sections' })
      .getByText(name, { exact: true })
      .click();
  }

  /** The point on the page of a point of the drawing, while all of a sheet of this size is shown. */
  async pointOf([x, y]: Point, [width, height]: Point): Promise<Point> {
    const box = await this.drawing.boundingBox();
    if (!box) throw new Error('There is no drawing');
    const scale = Math.min((box.width - 80) / width, (box.height - 80) / height);
    return [
      box.x + box.width / 2 + (x - width / 2) * scale,
      box.y + box.height / 2 + (y - height / 2) * scale,
    ];
  }

  /** Drags from point to point of the page. */
  async drag(points: readonly Point[]): Promise<void> {
    const { mouse } = this.page;
    const [first = [0, 0], ...rest] = points;
    await mouse.move(...(first as [number, number]));
    await mouse.down();
    for (const [x, y] of rest) await mouse.move(x, y, { steps: 8 });
    await mouse.up();
  }

  /** What the button for the export gives to the browser. */
  async exported(): Promise<Drawing> {
    const [file] = await Promise.all([
      this.page.waitForEvent('download'),
      this.button('Export').click(),
    ]);
    const stream = await file.createReadStream();
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  }

  /** Gives a file to the import. */
  async import(text: string): Promise<void> {
    const buffer = Buffer.from(text);
    await this.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'chart.json', mimeType: 'application/json', buffer });
  }
}
