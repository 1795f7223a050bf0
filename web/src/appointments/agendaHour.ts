import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { whenDragging } from '../shared/dragging';
import { View } from '../shared/view';

/** Under this name a drop target says which time an appointment gets there. */
export const DROP_TIME = 'startsAt';

/** An hour of a day, onto which an appointment can be dropped. */
@customElement('agenda-hour')
export class AgendaHour extends View {
  /** The time that the appointment gets. */
  @property({ attribute: false }) startsAt: Date | null = null;
  @property() label = '';
  @state() private isOver = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const setOver = (isOver: boolean) => () => {
      this.isOver = isOver;
    };
    this.addCleanup(
      whenDragging(({ dropTargetForElements }) =>
        dropTargetForElements({
          element: this,
          onDragEnter: setOver(true),
          onDragLeave: setOver(false),
          onDrop: setOver(false),
          getData: () => ({ [DROP_TIME]: this.startsAt }),
        }),
      ),
    );
  }

  override updated(): void {
    this.classList.toggle('over', this.isOver);
  }

  override render() {
    return html`${this.label}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'agenda-hour': AgendaHour;
  }
}
