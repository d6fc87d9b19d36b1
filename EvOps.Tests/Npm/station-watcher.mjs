// Watches stations with Microsoft's own SignalR client. Takes {id, method, args} lines on stdin; tells {connected}, {update, at}, {id, done | error},
// {refused} and {closed} on stdout.
import { createInterface } from 'node:readline';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [url, token, cookie] = process.argv.slice(2);
const tell = what => console.log(JSON.stringify(what));

const connection = new HubConnectionBuilder()
  .withUrl(url, {
    transport: HttpTransportType.WebSockets,
    accessTokenFactory: token ? () => token : undefined,
    headers: cookie ? { Cookie: cookie } : undefined,
  })
  .configureLogging(LogLevel.None)
  .build();
connection.on('connected', connected => tell({ connected }));
connection.on('station_update', update => tell({ update, at: Date.now() }));
connection.onclose(error => tell({ closed: `${error ?? ''}` }));

try {
  await connection.start();
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, args } = JSON.parse(line);
    connection.invoke(method, ...args).then(() => tell({ id, done: true }), error => tell({ id, error: `${error.message}` }));
  }
  await connection.stop();
} catch (error) {
  tell({ refused: `${error.message}` });
}
