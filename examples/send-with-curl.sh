#!/bin/sh
# Sends an enquiry with curl and openssl. Usage: ENQUIRY_SECRET=whsec_… send-with-curl.sh URL FILE.json
set -eu
url=$1
file=$2

id="msg_$(openssl rand -hex 16)"
timestamp=$(date +%s)
key=$(printf %s "${ENQUIRY_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')

# The file goes through openssl and curl byte by byte, as it is.
signature=$({ printf '%s.%s.' "$id" "$timestamp"; cat "$file"; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)

curl --fail-with-body --silent --show-error --retry 5 --retry-connrefused \
  --header 'content-type: application/json' \
  --header "webhook-id: $id" \
  --header "webhook-timestamp: $timestamp" \
  --header "webhook-signature: v1,$signature" \
  --data-binary "@$file" "$url"
