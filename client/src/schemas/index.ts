/** The documents as they are stored. `docs/schemas/` has them as JSON Schemas. */
export * from './appointment';
export * from './visit';
export { enquiryDocumentSchema, type EnquiryDocument } from './enquiry';
export * from './lead';
export * from './historyEntry';
export * from './inboxMail';
export * from './boardSettings';
export * from './displayData';
export * from './moveAnswer';
