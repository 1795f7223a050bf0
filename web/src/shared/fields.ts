/** Fields of forms: their errors, tied to them, and texts that may not be longer than the rules allow. */
import { html, nothing } from 'lit';
import { formatNumber } from './format';
import { explainLength, MAX_TEXT_LENGTH } from './textLength';

/** From here on a text shows its length. */
const NEARLY_FULL = 1_800;

/** Renders the error of a field, under the id that its `aria-describedby` names. A form moves the focus there. */
export function renderFieldError(id: string, error: string | null | undefined) {
  return html`<p id=${id} class="error-text small">${error ?? nothing}</p>`;
}

interface RadioGroup<Value extends string> {
  /** Unique on the page. */
  id: string;
  name: string;
  legend: string;
  options: readonly { value: Value; text: unknown }[];
  chosen: Value | null;
  error: string | undefined;
  onChoose: (value: Value) => void;
}

/** From more options than this on they stand in two columns. */
const MAX_IN_ONE_COLUMN = 4;

/** Renders radio buttons of which people choose one. */
export function renderRadioGroup<Value extends string>({
  id,
  name,
  legend,
  options,
  chosen,
  error,
  onChoose,
}: RadioGroup<Value>) {
  return html`<fieldset
    role="radiogroup"
    aria-invalid=${error === undefined ? nothing : 'true'}
    aria-describedby="${id}-error"
  >
    <legend>${legend}</legend>
    <div class="choices ${options.length > MAX_IN_ONE_COLUMN ? 'many' : ''}">
      ${options.map(
        ({ value, text }) =>
          html`<label class="choice"
            ><input
              type="radio"
              name=${name}
              value=${value}
              .checked=${value === chosen}
              @change=${() => {
                onChoose(value);
              }}
            />${text}</label
          >`,
      )}
    </div>
    ${renderFieldError(`${id}-error`, error)}
  </fieldset>`;
}

interface TextArea {
  /** Unique on the page. */
  id: string;
  name: string;
  label: string;
  value: string;
  placeholder?: string;
  /** An error besides that of its length. */
  error?: string | undefined;
  onInput: (value: string) => void;
}

/** Renders a text of several lines. A text that is too long is kept, and said to be so. */
export function renderTextArea({ id, name, label, value, placeholder, error, onInput }: TextArea) {
  const wrong = explainLength(value) ?? error ?? null;
  const length =
    wrong === null && value.length >= NEARLY_FULL
      ? `${formatNumber(value.length)} de ${formatNumber(MAX_TEXT_LENGTH)} caracteres`
      : nothing;
  return html`<label class="field"
      ><span>${label}</span
      ><textarea
        name=${name}
        .value=${value}
        placeholder=${placeholder ?? nothing}
        aria-invalid=${wrong === null ? nothing : 'true'}
        aria-describedby="${id}-error ${id}-length"
        @input=${({ target }: Event) => {
          if (target instanceof HTMLTextAreaElement) onInput(target.value);
        }}
      ></textarea>
    </label>
    <p id="${id}-length" class="soft small">${length}</p>
    ${renderFieldError(`${id}-error`, wrong)}`;
}

/** Moves the focus to the first wrong field, once the form shows its errors. */
export function focusFirstError(form: ParentNode): void {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  const field = wrong?.matches('fieldset') === true ? wrong.querySelector('input') : wrong;
  field?.focus();
}

/**
 * Moves the focus from a notice that is about to go to the field that it is about: the last one before it, or else the
 * first of the form.
 */
export function focusNearestField({ currentTarget }: Event): void {
  if (!(currentTarget instanceof Element)) return;
  const form = currentTarget.closest('form, section');
  const fields = [...(form?.querySelectorAll<HTMLElement>('input, textarea, select') ?? [])];
  const before = fields.filter(
    (field) =>
      (currentTarget.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
  );
  (before.at(-1) ?? fields[0])?.focus();
}
