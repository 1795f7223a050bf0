import { html } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { RoleClaims } from '#domain/role';
import type { SignedIn } from './session/session';

/** A page: its address, the roles that may open it, and how it is loaded and rendered. */
export interface Route {
  path: string;
  /** Its group captures the id in the address. */
  pattern: RegExp;
  /** The text of its link in the navigation. Null if it has none. */
  link: string | null;
  /** What stands beside the text of the link. It is loaded after the page. */
  badge?: { load: () => Promise<unknown>; render: (session: SignedIn) => unknown };
  title: string;
  roles: readonly RoleClaims['role'][];
  load: () => Promise<unknown>;
  render: (session: SignedIn, id: string) => unknown;
}

export const ROUTES: readonly Route[] = [
  {
    path: '/embudo',
    pattern: /^\/embudo(?:\/([^/]+))?$/,
    link: 'Embudo',
    badge: {
      load: () => import('./attention/attentionCount'),
      render: ({ uid, claims }) =>
        html`<attention-count .agent=${claims.role === 'admin' ? null : uid}></attention-count>`,
    },
    title: 'Embudo',
    roles: ['agent', 'admin'],
    load: () => import('./board/boardPage'),
    render: (session, leadId) =>
      html`<board-page .session=${session} .leadId=${leadId}></board-page>`,
  },
  {
    path: '/consultas',
    pattern: /^\/consultas$/,
    link: 'Consultas',
    badge: {
      load: () => import('./enquiries/enquiryCount'),
      render: () => html`<enquiry-count></enquiry-count>`,
    },
    title: 'Consultas',
    roles: ['agent', 'admin'],
    load: () => import('./enquiries/enquiriesPage'),
    render: (session) => html`<enquiries-page .session=${session}></enquiries-page>`,
  },
  {
    path: '/calendario',
    pattern: /^\/calendario$/,
    link: 'Agenda',
    title: 'Agenda',
    roles: ['agent', 'admin'],
    load: () => import('./appointments/agendaPage'),
    render: (session) => html`<agenda-page .session=${session}></agenda-page>`,
  },
  {
    path: '/calendario/visita',
    pattern: /^\/calendario\/visita\/([^/]+)$/,
    link: null,
    title: 'Registrar visita',
    roles: ['agent', 'admin'],
    load: () => import('./appointments/registerVisitPage'),
    render: (_, appointmentId) =>
      keyed(
        appointmentId,
        html`<register-visit-page .appointmentId=${appointmentId}></register-visit-page>`,
      ),
  },
  {
    path: '/informes',
    pattern: /^\/informes$/,
    link: 'Informes',
    title: 'Informes',
    roles: ['agent', 'admin'],
    load: () => import('./reports/reportsPage'),
    render: () => html`<reports-page></reports-page>`,
  },
  {
    path: '/rechazados',
    pattern: /^\/rechazados$/,
    link: 'Rechazados',
    badge: {
      load: () => import('./rejected/rejectedCount'),
      render: () => html`<rejected-count></rejected-count>`,
    },
    title: 'Documentos rechazados',
    roles: ['admin'],
    load: () => import('./rejected/rejectedPage'),
    render: () => html`<rejected-page></rejected-page>`,
  },
  {
    path: '/mis-citas',
    pattern: /^\/mis-citas$/,
    link: null,
    title: 'Mis citas',
    roles: ['contact'],
    load: () => import('./appointments/myAppointmentsPage'),
    render: (session) => html`<my-appointments-page .session=${session}></my-appointments-page>`,
  },
];
