import { minorDigits } from '@frontrow/ui/format/money.ts';
import { Plus, X } from 'lucide-react';
import { categoryOrder } from '../../canvas/layers/seat-layer.ts';
import { colourOf } from '../../canvas/layers/theme.ts';
import type { ChartDocument } from '../../model/document.ts';
import {
  addCategory,
  removeCategory,
  renameCategory,
  setPrice,
} from '../../model/operations/chart.ts';
import { nextName } from '../../model/operations/names.ts';
import { EditorButton, IconButton } from '../parts/buttons.tsx';
import { NumberField, TextField } from '../parts/fields.tsx';
import { useShared } from '../parts/use-editor.ts';
import { placesOfSection } from '../section-list.tsx';

const MAX_PRICE = 1_000_000_000_000;

/** The categories with their colours, places and prices. */
export function CategoryFields({ document }: { document: ChartDocument }) {
  const { editor, words, currency } = useShared();
  const { categories, sections, focus } = document;
  const unit = 10 ** minorDigits(currency);
  const order = categoryOrder(document);
  const placesOf = (name: string) =>
    sections
      .filter(({ category }) => category === name)
      .reduce((sum, section) => sum + placesOfSection(section, focus), 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the other groups of fields
    <div role="group" aria-label={words.prices} className="ce-group">
      <h3>
        {words.prices} <small className="ce-count">{currency}</small>
      </h3>
      {categories.map(({ name, price }, index) => {
        const places = placesOf(name);
        const colour = order.includes(name) ? colourOf(order.indexOf(name), order.length) + 1 : 0;
        return (
          <div key={index} className="ce-category">
            <i className={`ce-swatch is-${colour}`} />
            <TextField
              label={words.renameCategory(name)}
              value={name}
              isValid={(text) =>
                text.trim() !== '' && !categories.some((other) => other.name === text)
              }
              onChange={(next) =>
                editor.change((now) => renameCategory(now, name, next), `category ${index}`)
              }
              onDone={() => editor.endStep()}
            />
            <NumberField
              label={words.price(name)}
              value={price === null ? null : price / unit}
              min={0}
              max={MAX_PRICE / unit}
              step={unit === 1 ? 1_000 : 1}
              onChange={(value) =>
                editor.change(
                  (now) => setPrice(now, name, Math.round(value * unit)),
                  `price of ${name}`,
                )
              }
              onDone={() => editor.endStep()}
            />
            <small className="ce-count">{words.places(places)}</small>
            {places === 0 && (
              <IconButton
                label={words.removeCategory(name)}
                onClick={() => editor.change((now) => removeCategory(now, name))}
              >
                <X aria-hidden="true" size={16} />
              </IconButton>
            )}
          </div>
        );
      })}
      <div className="ce-buttons">
        <EditorButton
          onClick={() =>
            editor.change((now) =>
              addCategory(
                now,
                nextName(`${words.category} 1`, new Set(now.categories.map(({ name }) => name))),
              ),
            )
          }
        >
          <Plus aria-hidden="true" size={16} />
          {words.addCategory}
        </EditorButton>
      </div>
    </div>
  );
}
