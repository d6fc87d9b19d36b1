// A charge point of somebody else's making: ocpp-rpc in strict mode, which holds every message, its own and ours, against OCPP's JSON
// schemas. Takes {id, action, payload} lines on stdin; tells {id, result | error}, {heard, payload} and {fault} on stdout.
import { createInterface } from 'node:readline';
import { RPCClient } from 'ocpp-rpc';

const [endpoint, identity, password] = process.argv.slice(2);
const tell = what => console.log(JSON.stringify(what));

const client = new RPCClient({ endpoint, identity, password, protocols: ['ocpp1.6'], strictMode: true, reconnect: false });
client.on('strictValidationFailure', ({ error }) => tell({ fault: `${error.message} ${JSON.stringify(error.details)}` }));
client.on('badMessage', ({ error }) => tell({ fault: `${error.message}` }));
client.handle(({ method, params }) => {
  tell({ heard: method, payload: params });
  return { status: method === 'UnlockConnector' ? 'Unlocked' : 'Accepted' };
});

await client.connect();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, action, payload } = JSON.parse(line);
  client.call(action, payload).then(result => tell({ id, result }), error => tell({ id, error: `${error.code} ${error.message}` }));
}
await client.close();
