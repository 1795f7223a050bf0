// A trigger that does the least possible: it writes one field. Embudo is compared with it. It is never deployed.
const { initializeApp } = require('firebase-admin/app');
const { getFirestore } = require('firebase-admin/firestore');
const { onDocumentCreated } = require('firebase-functions/firestore');

initializeApp();
const db = getFirestore();

exports.bare = onDocumentCreated(
  { document: 'bare/{id}', region: 'europe-southwest1', retry: true },
  ({ document }) => db.doc(document).update({ leadId: 'bare' }),
);
