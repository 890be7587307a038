// The official Node SDK as the other side of a benchmark. Usage: node side.mjs (sign N | bulk N CONCURRENCY | one) ENDPOINT BUCKET REGION ID KEY WORKFLOW
import COS from 'cos-nodejs-sdk-v5';

const [what, ...rest] = process.argv.slice(2);
const counts = what === 'sign' ? rest.splice(0, 1).map(Number) : what === 'bulk' ? rest.splice(0, 2).map(Number) : [];
const [endpoint, bucket, region, SecretId, SecretKey, workflow] = rest;
const host = `${bucket}.ci.${region}.myqcloud.com`;
const cos = new COS({ SecretId, SecretKey, Protocol: 'http:', Proxy: endpoint });

const trigger = (name) =>
  cos.request({
    Method: 'POST',
    Bucket: bucket,
    Region: region,
    Key: 'inventorytriggerjob',
    Url: `http://${host}/inventorytriggerjob`,
    Body: `<Request><Name>${name}</Name><Type>Workflow</Type><Input><Prefix>nothing/</Prefix></Input><Operation><WorkflowIds>${workflow}</WorkflowIds></Operation></Request>`,
    Headers: { 'Content-Type': 'application/xml' },
  });

if (what === 'sign') {
  const run = (times) => {
    for (let i = 0; i < times; i++) {
      COS.getAuthorization({ SecretId, SecretKey, Method: 'POST', Key: 'inventorytriggerjob', Query: {}, Headers: { Host: host, 'Content-Length': '532' }, KeyTime: '1755541017;1755544617' });
    }
  };
  run(counts[0] / 10);
  const start = process.hrtime.bigint();
  run(counts[0]);
  console.log(Number(process.hrtime.bigint() - start) / 1e6);
} else if (what === 'bulk') {
  const [total, concurrency] = counts;
  let next = 0;
  const start = process.hrtime.bigint();
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (next < total) {
      await trigger(`node-${next++}`);
    }
  }));
  console.log(Number(process.hrtime.bigint() - start) / 1e6);
} else {
  await trigger('node-one');
}
