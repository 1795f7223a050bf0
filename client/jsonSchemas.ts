/** The JSON Schemas of all documents and of `changeLeadStatus`, for clients in other languages. */
import * as z from 'zod';
import { moveRequestSchema } from '../functions/src/domain/leads/manualMove';
import {
  appointmentDocumentSchema,
  boardSettingsDocumentSchema,
  contactDocumentSchema,
  enquiryDocumentSchema,
  historyEntryDocumentSchema,
  inboxMailDocumentSchema,
  leadDocumentSchema,
  listingDocumentSchema,
  moveAnswerSchema,
  visitDocumentSchema,
} from './src/schemas/index';

const SCHEMAS = {
  appointment: appointmentDocumentSchema,
  visit: visitDocumentSchema,
  enquiry: enquiryDocumentSchema,
  lead: leadDocumentSchema,
  historyEntry: historyEntryDocumentSchema,
  inboxMail: inboxMailDocumentSchema,
  boardSettings: boardSettingsDocumentSchema,
  contact: contactDocumentSchema,
  listing: listingDocumentSchema,
  'changeLeadStatus.request': moveRequestSchema,
  'changeLeadStatus.answer': moveAnswerSchema,
} as const;
export type SchemaName = keyof typeof SCHEMAS;

export const SCHEMA_NAMES = Object.keys(SCHEMAS) as SchemaName[];

/**
 * A schema as JSON Schema (draft 2020-12). It allows fields that it does not name, since other systems may write some,
 * unless `isClosed`.
 */
export function jsonSchemaOf(name: SchemaName, { isClosed = false } = {}) {
  // Only as an output is a request described with its limits. It has no other fields anyway.
  const io = isClosed || name === 'changeLeadStatus.request' ? 'output' : 'input';
  return z.toJSONSchema(SCHEMAS[name], { io, unrepresentable: 'any' });
}

/** The text of a schema's file. */
export function renderSchema(name: SchemaName): string {
  return `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`;
}
