/** Reads the form of an appointment. */
import { z } from 'zod';
import { APPOINTMENT_TYPES } from '#domain/documents/appointment';
import type { SignedIn } from '../session/session';
import { ComboBox } from '../shared/comboBox';
import { focusFirstError } from '../shared/fields';
import { explainLength } from '../shared/textLength';
import { MAX_PLACE_LENGTH, type Appointment } from './appointments';
import { OutingListings } from './outingListings';
import type { FilledForm } from './filledForm';

const formSchema = z.object({
  notes: z.string().trim().default(''),
  place: z.string().trim().optional(),
  type: z.enum(APPOINTMENT_TYPES).optional(),
});

/**
 * What a form says, besides its time. Null if something is missing or wrong: then the form says so. `changed` is the
 * appointment that it changes, if it does.
 */
export function readScheduleForm(
  form: HTMLFormElement,
  { claims, uid }: SignedIn,
  changed: Appointment | null,
): Omit<FilledForm, 'startsAt' | 'endsAt'> | null {
  const data = new FormData(form);
  const read = formSchema.safeParse(Object.fromEntries(data));
  const fields = [...form.querySelectorAll('combo-box')];
  if (!fields.every((field) => field.validate()) || !read.success) return null;
  const { notes, type, place } = read.data;
  const isTooLong = explainLength(place ?? '', MAX_PLACE_LENGTH) ?? explainLength(notes);
  if (isTooLong !== null) {
    focusFirstError(form);
    return null;
  }
  const common = { listings: readListings(form, data, changed), notes };
  if (claims.role === 'contact') {
    return { contactId: claims.contactId, ...common, requestedBy: 'contact' };
  }
  const agentId = readChosen(form, 'agent') ?? uid;
  return {
    contactId: changed?.contactId ?? readChosen(form, 'contact') ?? '',
    ...common,
    agentId: agentId === '' ? null : agentId,
    ...(place !== undefined && { place }),
    ...(type !== undefined && { type }),
  };
}

/** The listings that the form names, or the one that it does not let change. */
function readListings(
  form: HTMLFormElement,
  data: FormData,
  changed: Appointment | null,
): readonly string[] {
  const outing = form.querySelector('#listings');
  if (outing instanceof OutingListings) return outing.listings;
  const typed = data.get('listing');
  const one = typeof typed === 'string' ? typed.trim() : readChosen(form, 'listing');
  return [one ?? changed?.listingId ?? ''].filter((id) => id !== '');
}

/** The id that was chosen in a field, or an empty text. Null if the form does not have that field. */
export function readChosen(form: ParentNode, id: string): string | null {
  const field = form.querySelector(`#${id}`);
  return field instanceof ComboBox ? field.value : null;
}
