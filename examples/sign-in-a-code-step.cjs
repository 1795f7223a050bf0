// A code step for n8n («Code», language JavaScript) or Zapier («Code by Zapier»), before a generic webhook step.
// It returns `body` and `headers`; the webhook step posts that body as it is (n8n: «Raw», Zapier: «Custom Request»)
// to the address of receiveEnquiry, with those headers.
//
// In n8n, `crypto` must be allowed (NODE_FUNCTION_ALLOW_BUILTIN=crypto); `input` is `$input.first().json`, the secret
// is `$env.ENQUIRY_SECRET`. In Zapier, `input` is `inputData`, and the secret one of its fields.
const crypto = require('crypto');

function signEnquiry(input, secret) {
  const body = JSON.stringify({
    portal: input.portal,
    externalId: String(input.id), // The number that the source gives the message: the same one when it comes again.
    contact: { name: input.name, email: input.email, phone: input.phone },
    listingId: input.listingId,
    message: input.message,
    campaign: input.campaign,
  });
  const id = `msg_${crypto.randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = crypto.createSecretKey(secret.replace(/^whsec_/, ''), 'base64');
  const signature = crypto
    .createHmac('sha256', key)
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  };
}

// n8n:    return [{ json: signEnquiry($input.first().json, $env.ENQUIRY_SECRET) }];
// Zapier: output = signEnquiry(inputData, inputData.secret);
module.exports = { signEnquiry };
