// The least that a trigger can do, to measure Embudo's beside it: it writes one field. Never deployed.
const { initializeApp } = require('firebase-admin/app');
const { getFirestore } = require('firebase-admin/firestore');
const { onDocumentCreated } = require('firebase-functions/firestore');

initializeApp();
const db = getFirestore();

exports.bare = onDocumentCreated(
  { document: 'bare/{id}', region: 'europe-southwest1', retry: true },
  ({ document }) => db.doc(document).update({ leadId: 'bare' }),
);
