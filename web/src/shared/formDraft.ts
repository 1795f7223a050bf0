import type { ReactiveControllerHost } from 'lit';
import { z } from 'zod';
import { dropDraft, keepDraft, readDraft } from './drafts';

const draftSchema = z.object({
  /** The id of the document that the form creates. */
  id: z.string(),
  fields: z.record(z.string(), z.string()),
});
type Values = Readonly<Record<string, string>>;

/** A control that a form does not know as its own: an element with an id and a value. */
interface Picker extends HTMLElement {
  value: string;
}

/**
 * The draft of a form that a dialog opens again and again. It holds the values of the named controls, and those of
 * the form's own elements (tags with a hyphen) that have an id.
 */
export class FormDraft {
  /** The name of the draft. */
  name = '';
  /** The id that a document of this form gets: the same at each try, also after a reload. */
  id = '';
  isRecovered = false;
  private form: HTMLFormElement | null = null;
  private opened: Values = {};

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Fills a form that is on the page with its draft, if there is one, and keeps what is typed from now on. */
  async open(form: HTMLFormElement, name: string, newId: string): Promise<void> {
    const draft = readDraft(name, draftSchema);
    this.form = form;
    this.name = name;
    this.id = draft?.id ?? newId;
    this.opened = readValues(form);
    if (draft !== null) writeValues(form, draft.fields);
    this.isRecovered = draft !== null;
    this.host.requestUpdate();
    await this.host.updateComplete;
    // Some elements have a value before an event tells it.
    for (const type of ['input', 'change', 'focusout', 'click']) {
      form.addEventListener(type, this.keep);
    }
  }

  /** Puts the form back to how it was opened. */
  discard(): void {
    if (this.form !== null) writeValues(this.form, this.opened);
    this.isRecovered = false;
    this.keep();
    this.host.requestUpdate();
  }

  /** Forgets what was typed: it is saved. */
  forget(): void {
    this.close();
    dropDraft(this.name);
  }

  /** Leaves the form. Its draft stays. */
  close(): void {
    this.form = null;
    this.isRecovered = false;
  }

  private readonly keep = (): void => {
    if (this.form === null) return;
    // What this person has not changed is not theirs: somebody else may change it before the draft is opened again.
    const fields = Object.entries(readValues(this.form)).filter(
      ([name, value]) => value !== this.opened[name],
    );
    if (fields.length === 0) dropDraft(this.name);
    else keepDraft(this.name, { id: this.id, fields: Object.fromEntries(fields) });
  };
}

function readValues(form: HTMLFormElement): Values {
  const named = [...new FormData(form)].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : '',
  ]);
  const picked = findPickers(form).map((picker) => [picker.id, picker.value]);
  return Object.fromEntries([...named, ...picked]) as Values;
}

function writeValues(form: HTMLFormElement, values: Values): void {
  const pickers = new Map(findPickers(form).map((picker) => [picker.id, picker]));
  for (const [name, value] of Object.entries(values)) {
    const control = form.elements.namedItem(name);
    const target = pickers.get(name) ?? (control instanceof HTMLElement ? control : null);
    if (target === null || !('value' in target) || target.value === value) continue;
    target.value = value;
    for (const type of ['input', 'change'])
      target.dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function findPickers(form: HTMLFormElement): Picker[] {
  return [...form.querySelectorAll<HTMLElement>('[id]')].filter(
    (element): element is Picker => element.localName.includes('-') && 'value' in element,
  );
}
