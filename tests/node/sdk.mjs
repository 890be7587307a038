// The official Node SDK against the sandbox: one call a line of input, one answer a line of output.
// Usage: node sdk.mjs ENDPOINT BUCKET REGION, calls as JSON {"call": …, "keys": …, "params": …} on standard input.
import { createInterface } from 'node:readline';
import COS from 'cos-nodejs-sdk-v5';

const [endpoint, bucket, region] = process.argv.slice(2);
const ciHost = `${bucket}.ci.${region}.myqcloud.com`;

const methods = {
  // The CI calls: the SDK has no method of its own for them, and offers request().
  ci: (cos, { method, path, query, body, host }) =>
    cos.request({
      Method: method,
      Bucket: bucket,
      Region: region,
      Key: path,
      Url: `http://${host ?? ciHost}/${path}`,
      Query: query ?? undefined,
      Body: body ?? undefined,
      Headers: body ? { 'Content-Type': 'application/xml' } : {},
    }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { call, keys, params, clockOffset, correctsClock } = JSON.parse(line);
  const cos = new COS({ ...keys, Protocol: 'http:', Proxy: endpoint, SystemClockOffset: clockOffset ?? 0, CorrectClockSkew: correctsClock ?? false });
  const method = methods[call] ?? ((sdk, given) => sdk[call]({ Bucket: bucket, Region: region, ...given }));
  if (params.Base64) {
    params.Body = Buffer.from(params.Base64, 'base64');
    delete params.Base64;
  }

  try {
    const answer = await method(cos, params);
    if (Buffer.isBuffer(answer.Body)) {
      answer.Base64 = answer.Body.toString('base64');
      answer.Body = answer.Body.toString('utf8');
    }
    console.log(JSON.stringify({ status: answer.statusCode, answer }));
  } catch (error) {
    console.log(JSON.stringify({ status: error.statusCode ?? 0, code: error.code, message: error.message, ownCode: error.error?.Code }));
  }
}
