// N: the page of a payable link in Node with the AWS SDK v3, bundled and minified by esbuild.
//
// It reads the same basket with the same call, keeps the merchant's profile for as long, and answers
// the same bytes with the same headers, which the bench compares. What a link does not show while it
// can be paid is not there: other states, terms, logos.

import http from 'node:http';
import { page } from './page.mjs';
import { openLink } from './store.mjs';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    request.on('error', reject);
    if (body === undefined) {
      request.end();
    } else {
      request.setHeader('content-length', Buffer.byteLength(body));
      request.end(body);
    }
  });
}

async function answer(event) {
  const token = event.pathParameters?.token ?? '';
  const picked = event.queryStringParameters?.lang;
  const opened = await openLink(token);
  return {
    statusCode: 200,
    ...page({ ...opened, token, picked, now: Date.now(), requestId: event.requestContext.requestId }),
    isBase64Encoded: false,
    cookies: [],
  };
}

async function main() {
  for (;;) {
    const { headers, body } = await call('GET', 'next');
    const id = headers['lambda-runtime-aws-request-id'];
    try {
      const response = await answer(JSON.parse(body));
      await call('POST', `${id}/response`, JSON.stringify(response));
    } catch (error) {
      const { name, message, stack } = error;
      await call('POST', `${id}/error`, JSON.stringify({ errorType: name, errorMessage: message, stackTrace: [stack] }));
    }
  }
}

main();
